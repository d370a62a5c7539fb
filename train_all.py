"""Train and measure what is missing or out of date, and write checkpoints/: python train_all.py"""

from aedemo.commands.train import main

if __name__ == "__main__":
    main()

"""Train and measure what is missing or out of date, and write checkpoints/: python train_all.py"""

from aedemo.commands import train_all

if __name__ == "__main__":
    train_all()

"""Open the laboratory on the committed checkpoints: python app.py"""

from aedemo.commands.page import main

if __name__ == "__main__":
    main()

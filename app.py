"""Open the laboratory on the committed checkpoints: python app.py"""

from aedemo.commands import open_page

if __name__ == "__main__":
    open_page()

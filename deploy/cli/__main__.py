"""`python -m deploy.cli` is `lc`."""

from deploy.cli import main

if __name__ == "__main__":
    main()

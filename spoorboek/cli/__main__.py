"""Run the command line as `python -m spoorboek.cli`."""

from spoorboek.cli import main

if __name__ == "__main__":
    main()

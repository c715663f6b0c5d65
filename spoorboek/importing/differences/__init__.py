"""What a file says otherwise than a person recorded here: held, named, and settled once by a person."""

"""How a curator's facts become rows: asked for or read, compared with what is there, written."""

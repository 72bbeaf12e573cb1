"""The folder of the site: write what changed, remove what is no longer part of it."""

from pathlib import Path

MARK = ".sco-data-site"


class Output:
    """A folder that this build owns."""

    def __init__(self, folder: Path) -> None:
        """Take a folder that is empty, not there yet, or was written by an earlier build.

        Raises
        ------
        FileExistsError
            If the folder holds something else; nothing of that is touched.
        """
        if folder.exists() and not (folder / MARK).is_file() and any(folder.iterdir()):
            raise FileExistsError(
                f"{folder} holds files that are no site of ours: choose another folder, "
                "or empty it first"
            )
        self.folder = folder
        self.kept: set[Path] = set()
        self.changed = 0
        self._folders: set[Path] = set()
        self.write(MARK, "Written by scripts/build_site.py, which replaces everything in here.\n")

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file if it is not there with that content already."""
        content = content.encode() if isinstance(content, str) else content
        target = self.keep(self.folder / path)
        if target.is_file() and target.read_bytes() == content:
            return
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        # A page alone need not survive a crash: the next build writes it again.
        target.write_bytes(content)
        self.changed += 1

    def make(self, path: str) -> Path:
        """Return where somebody else may write a file of the site."""
        target = self.keep(self.folder / path)
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def keep(self, target: Path) -> Path:
        """Count a file as part of the site."""
        self.kept.add(target)
        return target

    def prune(self) -> int:
        """Remove files of an earlier build; return how many."""
        stale = [file for file in self.folder.rglob("*") if file.is_file()]
        stale = [file for file in stale if file not in self.kept]
        for file in stale:
            file.unlink()
        for folder in sorted(self.folder.rglob("*"), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        return len(stale)

"""Where each post begins when every post has its own height, without walking through them all.

Two Fenwick trees meet in the middle: one grows towards the top (its order is reversed), one
towards the end. Adding a post at either end, changing a height and finding the post under a line
all cost O(log n); only a removal from the middle rebuilds, at O(n).
"""

from __future__ import annotations

from collections.abc import Iterable


class Fenwick:
    """Prefix sums of non-negative numbers that can be appended to and changed in O(log n)."""

    __slots__ = ("_tree", "_values")

    def __init__(self, values: Iterable[int] = ()) -> None:
        self._values: list[int] = list(values)
        tree = [0, *self._values]
        for index in range(1, len(tree)):
            parent = index + (index & -index)
            if parent < len(tree):
                tree[parent] += tree[index]
        self._tree = tree

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: int) -> int:
        return self._values[index]

    def values(self) -> list[int]:
        """A copy of the numbers themselves, in order."""
        return self._values.copy()

    def append(self, value: int) -> None:
        """Add one number at the end."""
        index = len(self._tree)
        total = value
        child = index - 1
        stop = index - (index & -index)
        while child > stop:
            total += self._tree[child]
            child -= child & -child
        self._values.append(value)
        self._tree.append(total)

    def set(self, index: int, value: int) -> None:
        """Replace the number at ``index``."""
        change = value - self._values[index]
        if not change:
            return
        self._values[index] = value
        node = index + 1
        while node < len(self._tree):
            self._tree[node] += change
            node += node & -node

    def prefix(self, count: int) -> int:
        """The sum of the first ``count`` numbers."""
        total = 0
        while count:
            total += self._tree[count]
            count -= count & -count
        return total

    def find(self, target: int) -> int:
        """The index of the number in which ``target`` falls; ``len(self)`` when it is past the end.

        Numbers of zero are never found: nothing falls inside them.
        """
        position = 0
        step = 1 << (len(self._tree) - 1).bit_length()
        while step:
            following = position + step
            if following < len(self._tree) and self._tree[following] <= target:
                position = following
                target -= self._tree[following]
            step >>= 1
        return position


class HeightIndex:
    """Heights of the posts of a timeline, top to bottom; offsets and heights are in lines."""

    __slots__ = ("_above", "_below", "_total")

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._above = Fenwick()
        self._below = Fenwick(heights)
        self._total = self._below.prefix(len(self._below))

    def __len__(self) -> int:
        return len(self._above) + len(self._below)

    def __getitem__(self, index: int) -> int:
        split = len(self._above)
        return self._above[split - 1 - index] if index < split else self._below[index - split]

    @property
    def total(self) -> int:
        """The height of everything."""
        return self._total

    def prepend(self, height: int) -> None:
        """Add one post above the first."""
        self._above.append(height)
        self._total += height

    def append(self, height: int) -> None:
        """Add one post below the last."""
        self._below.append(height)
        self._total += height

    def set(self, index: int, height: int) -> None:
        """Correct the height of the post at ``index``."""
        self._total += height - self[index]
        split = len(self._above)
        if index < split:
            self._above.set(split - 1 - index, height)
        else:
            self._below.set(index - split, height)

    def splice(self, index: int, removed: int, heights: Iterable[int] = ()) -> None:
        """Replace ``removed`` posts from ``index`` on by others. O(n)."""
        values = self.values()
        values[index : index + removed] = heights
        self.replace(values)

    def replace(self, heights: Iterable[int]) -> None:
        """Start again with these heights. O(n)."""
        self._above = Fenwick()
        self._below = Fenwick(heights)
        self._total = self._below.prefix(len(self._below))

    def values(self) -> list[int]:
        """A copy of all heights, top to bottom."""
        return [*reversed(self._above.values()), *self._below.values()]

    def offset(self, index: int) -> int:
        """The line on which the post at ``index`` begins; ``index == len(self)`` gives the total."""
        split = len(self._above)
        above = self._above.prefix(split)
        if index <= split:
            return above - self._above.prefix(split - index)
        return above + self._below.prefix(index - split)

    def at(self, line: int) -> int:
        """The index of the post that covers ``line``, clamped to the first and last.

        Raises ``IndexError`` when there is no post at all.
        """
        count = len(self)
        if not count:
            raise IndexError("no posts")
        if line < 0:
            return 0
        if line >= self._total:
            return count - 1
        split = len(self._above)
        above = self._above.prefix(split)
        if line < above:
            return split - 1 - self._above.find(above - 1 - line)
        return split + self._below.find(line - above)

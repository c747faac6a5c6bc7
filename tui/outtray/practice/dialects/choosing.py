"""The makes of server the practice town can pose as."""

from __future__ import annotations

from outtray.practice.dialects.akkoma import Akkoma
from outtray.practice.dialects.earlier import EarlierMastodon
from outtray.practice.dialects.gotosocial import GoToSocial
from outtray.practice.dialects.mastodon import Mastodon

DIALECTS: dict[str, Mastodon] = {
    make.name: make for make in (Mastodon(), EarlierMastodon(), GoToSocial(), Akkoma())
}

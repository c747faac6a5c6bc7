"""The way to the user's own browser, for addresses of the web and nothing else."""

from __future__ import annotations

import webbrowser

from outtray.mastodon.content import safe_link


def is_web_address(address: str) -> bool:
    """Whether this is an address a browser shows; a file or a program's own scheme is none."""
    return safe_link(address) is not None


def open_in_browser(address: str) -> bool:
    """Open a web address in a browser with a window of its own; False when there is none, or no web address.

    Blocks for as long as the browser takes to answer (seconds), so call it in a thread. A browser that
    runs in the terminal is left alone: it would draw over the program that is there.
    """
    if not is_web_address(address):
        return False
    try:
        browser = webbrowser.get()
        return not _wants_terminal(browser) and browser.open(address)
    except (webbrowser.Error, OSError):
        return False


def _wants_terminal(browser: webbrowser.BaseBrowser) -> bool:
    if isinstance(browser, webbrowser.BackgroundBrowser):
        return False
    if isinstance(browser, webbrowser.UnixBrowser):
        return not browser.background
    return isinstance(browser, webbrowser.GenericBrowser)

"""What every test starts from."""

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell that runs the tests in the background lets them, and whatever they start, ignore Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)

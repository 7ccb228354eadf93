"""The floors: what somebody would write by hand for one store and these few commands only.

A floor knows no ports, no questions, no decisions. It makes the same reads, checks the same rules
of the plain case, and leaves the very same rows behind, events, locks and messages included; the
tests compare them row by row. What is not the plain case (nothing left to pay with, a booking that
awaits redemption, units that would have to be re-tied, a second offer in the same waiting list,
somebody who could be told of it, a center that wants its messages otherwise) it refuses.
"""

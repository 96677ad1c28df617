"""The closing of a round: one archive pack, and a dated removal of personal data with a receipt.

Four steps, each on one page: the round is closed and nothing in it changes any more; the pack is
made; a day is set; on that day the personal data goes and the receipt is written. Until the pack
says otherwise, everything up to that day can be taken back.
"""

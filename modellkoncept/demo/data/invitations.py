"""How it went with the demo's invitations: most have signed in, one letter came back."""

NOT_SIGNED_IN_YET = ["Ewa Kowalska"]
BOUNCED = "Dragan Petrović"
REFUSAL = "SMTPException: 550 5.1.1 User unknown"
# Who shows her address in the contact list.
SHARES_ADDRESS = ["Samira Haddad", "Lovisa Sjögren", "Ingrid Falk", "Håkan Öberg"]

"""The pages of allauth that this site uses, and no others.

The page on which people change the address of their log-in is left out: a school's roll says whose address is whose.
Who could give their own log-in somebody else's address would become that person when their school invites them.
"""

from allauth.account.urls import urlpatterns as pages_of_allauth

USED = frozenset(
    (
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",  # says that nobody signs up; the sign-in page asks for its address
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    )
)
urlpatterns = [one for one in pages_of_allauth if one.name in USED]

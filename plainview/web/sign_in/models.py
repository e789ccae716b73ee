"""Records of the web zone about officers: who signed in, and what they typed as a reason."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from plainview.web.access import officers


class OfficerManager(BaseUserManager["Officer"]):
    """Finds officers by their subject; nobody is made by name or e-mail."""

    def get_by_natural_key(self, username: str | None) -> "Officer":
        """Give the officer of that subject."""
        return self.get(subject=username)


class Officer(AbstractBaseUser):
    """One member of staff, keyed on the subject that the single sign-on vouches for. There is no password."""

    password = None
    subject = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=60)
    team = models.CharField(max_length=200, blank=True)
    service = models.CharField(max_length=200, blank=True)
    staff = models.CharField(max_length=200, blank=True)
    trained_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "subject"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = OfficerManager()

    def __str__(self) -> str:
        return self.subject

    def who(self) -> officers.Officer:
        """Give the officer as decisions know them."""
        return officers.Officer(
            self.subject, self.name, self.role, self.team, self.service, self.staff, self.trained_on
        )


class TypedReason(models.Model):
    """
    A reason in the officer's own words. It may name someone, so it stands apart from the audit chain.

    The chain keeps its number alone; erasing the words never breaks the chain.
    """

    subject = models.CharField(max_length=255)  # the officer
    words = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reason {self.pk}"

"""Which of the portal's columns are shown? The mapping for Django; it creates nothing."""

from __future__ import annotations

from django.db import models

from bench.peers.columns import STATUSES


class District(models.Model):
    """A district."""

    name = models.CharField(max_length=20)

    class Meta:
        managed = False
        db_table = "district"

    def __str__(self):
        """Return its name."""
        return self.name


class Round(models.Model):
    """An admission round."""

    name = models.CharField(max_length=100)

    class Meta:
        managed = False
        db_table = "admission_round"

    def __str__(self):
        """Return its name."""
        return self.name


class Application(models.Model):
    """One registration."""

    year = models.IntegerField()
    status = models.CharField(max_length=32, choices=[(one, one) for one in STATUSES])
    student_names = models.CharField(max_length=500, blank=True)
    serial_numbers = models.CharField(max_length=200, blank=True)
    guardian_name = models.CharField(max_length=100, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    district = models.ForeignKey(District, models.PROTECT)
    round = models.ForeignKey(Round, models.PROTECT)

    class Meta:
        managed = False
        db_table = "application"

    def __str__(self):
        """Return the students' names."""
        return self.student_names or str(self.pk)


class Part(models.Model):
    """What belongs to a registration."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True

    def __str__(self):
        """Return its number."""
        return str(self.pk)


class Student(Part):
    """A student."""

    name = models.CharField(max_length=100)
    serial_number = models.CharField(max_length=16)
    birth_date = models.DateField()
    outcome = models.CharField(max_length=32)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    id_number_index = models.CharField(max_length=32, null=True, blank=True)

    class Meta:
        managed = False
        db_table = "student"


class Guardian(Part):
    """A guardian."""

    name = models.CharField(max_length=100)
    relation = models.CharField(max_length=32)
    id_type = models.CharField(max_length=32)

    class Meta:
        managed = False
        db_table = "guardian"


class Kinship(Part):
    """How the student lives."""

    case = models.CharField(max_length=32)
    note = models.TextField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "kinship"


class Property(Part):
    """The home."""

    owned = models.BooleanField()
    kind = models.CharField(max_length=32, null=True, blank=True)

    class Meta:
        managed = False
        db_table = "property"


class Upload(Part):
    """A picture."""

    slot = models.CharField(max_length=32)
    state = models.CharField(max_length=32)
    verdict = models.CharField(max_length=32, null=True, blank=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "upload"


class ReviewItem(Part):
    """A thing to check."""

    kind = models.CharField(max_length=32)
    system_state = models.CharField(max_length=32)
    verdict = models.CharField(max_length=32, null=True, blank=True)
    reason = models.CharField(max_length=300, null=True, blank=True)

    class Meta:
        managed = False
        db_table = "review_item"


class Event(Part):
    """What happened."""

    at = models.DateTimeField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=32)
    target = models.CharField(max_length=32)
    actor_name = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        managed = False
        db_table = "application_event"

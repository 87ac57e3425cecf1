"""The day close as a sheet to print: the facts of the office on the paper that carries no names."""

from __future__ import annotations

from desktop_client.papers.day_close import DaySheet
from desktop_client.services.desk import OpenDesk
from desktop_client.services.office import DayClose

_CENTRE_EN, _CENTRE_UR = "OPF Reintegration Centre", "او پی ایف مرکزِ بحالی"


def day_sheet(desk: OpenDesk, close: DayClose) -> DaySheet:
    """What stands on the sheet of this day."""
    office = desk.catalogue.lists["OFFICE"].get(desk.identity.office)
    english, urdu = (office.en, office.ur) if office else (desk.identity.office, desk.identity.office)
    return DaySheet(
        office_en=f"{_CENTRE_EN}, {english}",
        office_ur=f"{_CENTRE_UR}، {urdu}",
        desk=desk.identity.code,
        day="-".join(reversed(close.day.split("-"))),
        registered=close.registered,
        without_slip=close.without_slip,
        not_there=close.not_in_islamabad,
        came_back=close.came_back,
    )

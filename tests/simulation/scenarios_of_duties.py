"""Chains of exact steps over what desks and offices do beside registering: showing people, leaving desks, old programs."""

from __future__ import annotations

from collections.abc import Mapping

_BOTH_KNOW = "register 0; sync 0; sync 1; "

SCENARIOS_OF_DUTIES: Mapping[str, str] = {
    "a person is shown to another office, which answers and has seen enough": _BOTH_KNOW
    + """
        refer 0 office=1; sync 0; sync 2; amend 1 field=father value=Chand; sync 1; sync 2; answer 2 step=accept; sync 2
        sync 0; amend 0 field=note value=Dawood; row 0 what=add; sync 0; sync 2; amend 2 field=father value=Bashir
        answer 2 step=complete; sync 2; sync 0; amend 0 field=name value=Chand; sync 0; sync 2""",
    "people are shown there and back": _BOTH_KNOW
    + """
        register 2; sync 2; refer 0 office=1; refer 2 office=1 record=0; sync 0; sync 2; sync 1; sync 0; sync 2
        answer 0 step=accept; answer 2 step=decline; sync 0; sync 2; sync 1; amend 2 field=father value=Chand record=0
        sync 2; sync 0; refer 0 office=1 record=0; sync 0; sync 2; answer 2 step=decline; sync 2; sync 0""",
    "a referral is taken back while it is answered": _BOTH_KNOW
    + """
        refer 0 office=1; sync 0; sync 2; answer 0 step=take_back; answer 2 step=accept; sync 2; sync 0; sync 2; sync 1
        refer 1 office=1; sync 1; sync 2; answer 1 step=take_back; answer 2 step=decline; sync 1; sync 2; sync 0""",
    "a referral in a life that is gone": _BOTH_KNOW
    + """
        back_up 0; refer 0 office=1; sync 0; sync 2; answer 2 step=accept; sync 2; put_back 0 backup=0; sync 2; sync 0
        back_up 0; answer 2 step=complete; sync 2; sync 0; put_back 0 backup=1; sync 0; sync 2""",
    "the end of a referral in a life that is gone": _BOTH_KNOW
    + """
        refer 0 office=1; sync 0; sync 2; back_up 0; answer 0 step=take_back; sync 0; sync 2; burn 0; put_back 1 backup=0
        sync 2; amend 1 field=father value=Chand; sync 1; sync 2""",
    "who is shown may not be written by the office that was asked, in no life": _BOTH_KNOW
    + """
        refer 0 office=1; sync 0; back_up 0; amend 0 field=father value=Bashir; sync 0; sync 2; lie 2 record=0; sync 2
        put_back 0 backup=0; sync 2; sync 0; lie 2 record=0; sync 2; sync 0; answer 2 step=accept; sync 2""",
    "who is shown is given to the office that was asked, and back": _BOTH_KNOW
    + """
        refer 0 office=1; sync 0; sync 2; transfer 0 office=1; answer 2 step=accept; sync 2; sync 0; sync 2
        amend 2 field=father value=Chand; sync 2; transfer 2 office=1; sync 2; sync 0; sync 1; sync 2""",
    "who is shown is given to a third office": _BOTH_KNOW
    + """
        refer 0 office=1; sync 0; sync 2; head_office_transfer 0 to=KHI; sync 2; sync 0; amend 1 field=father value=Chand
        sync 1; answer 2 step=accept; sync 2; head_office_transfer 0 to=LHE; sync 0; sync 1; sync 2""",
    "two desks show one person to two offices": _BOTH_KNOW
    + """
        refer 0 office=0; refer 1 office=1; sync 0; sync 1; sync 2; answer 2 step=decline; sync 2; sync 0; sync 1
        duties 0; amend 0 field=father value=Bashir; sync 0; sync 2; duties 0; refer 0 office=1; sync 0; duties 0; sync 2""",
    "who is shown is erased": _BOTH_KNOW
    + """
        refer 0 office=1; sync 0; sync 2; answer 2 step=accept; back_up 0; erase 0 record=0; sync 2; sync 0
        put_back 0 backup=0; sync 2; sync 0; sync 1""",
    "the photos of who is shown": _BOTH_KNOW
    + """
        attach 0 record=0; sync 0; refer 0 office=1; sync 0; sync 2; fetch_picture 2 picture=0; attach 2 record=0
        attach 0 salt=1 record=0; sync 0; sync 2; answer 2 step=decline; sync 2; fetch_picture 2 picture=0""",
    "a desk and head office die over a referral": _BOTH_KNOW
    + "".join(
        f"refer 0 office=1 kill={1 + moment % 3}; sync 0 fault=down@0:{moment}; sync 0; sync 2 kill={moment};"
        f"answer 2 step=accept kill={1 + moment % 3}; sync 2 fault=down@0:{moment}; sync 2; answer 2 step=decline;"
        for moment in range(1, 9)
    )
    + "sync 2; sync 0",
    "a desk dies at every moment while its key is renewed": _BOTH_KNOW
    + "".join(
        f"amend 0 field=father value={'Bashir' if moment % 2 else 'Chand'}; renew_key 0 kill={moment};"
        for moment in range(1, 22)
    )
    + "sync 0; renew_key 1; sync 1",
    "F9 old disks and copies of a desk whose key was renewed": _BOTH_KNOW
    + """
        put_by 0; renew_key 0; amend 0 field=father value=Bashir; sync 0; copy 0; put_by 0; renew_key 0 kill=12
        renew_key 3; amend 3 field=father value=Chand; sync 3; restore 0 disk=0; amend 0 field=name value=Dawood; sync 0
        renew_key 0; restore 0 disk=1; sync 0; sync 3; sync 1""",
    "A3 the newest batch lies in the backup, the one before it does not": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; seal 0; amend 0 field=name value=Chand; stick 0 last=1; stick_arrives 0; duties 0
        back_up 0; sync 0; sync 0; put_back 0 backup=0; sync 0; sync 1""",
    "C9 an old database file is copied into the place of head office's": _BOTH_KNOW
    + """
        back_up 0; amend 0 field=father value=Bashir; sync 0; head_office_edit 0 value=Chand; sync 1; transfer 1 office=1
        sync 1; sync 2; put_back 0 backup=0 by=hand; sync 0; amend 1 field=father value=Dawood; sync 1; sync 2
        register 0; sync 0; sync 1; put_back 0 backup=0 by=hand; sync 1; sync 0; sync 2""",
    "F3 a desk is four versions behind": _BOTH_KNOW
    + """
        stay_behind 0; publish 0; publish 0; sync 1; reopen 1; amend 1 field=new_field value=Chand; sync 1; sync 0
        amend 0 field=father value=Bashir; publish 0; publish 0; sync 1; reopen 1; amend 1 field=newest_field value=Amina
        sync 1; sync 0; amend 0 field=name value=Dawood; row 0 what=add; sync 0 fault=cut_up@0:0.5; reopen 0; sync 0
        sync 1; transfer 0 office=1; sync 0; sync 2; reopen 2; amend 2 field=newest_field value=Chand; sync 2
        head_office_transfer 0 to=LHE; sync 0; amend 0 field=birth value=1980; sync 0; catch_up 0; sync 0; reopen 0
        amend 0 field=newest_field value=Bashir; sync 0""",
    "F3 an old program, a restore, and a stick": _BOTH_KNOW
    + """
        stay_behind 0; back_up 0; publish 0; publish 0; publish 0; publish 0; sync 1; reopen 1
        amend 1 field=newest_field value=Chand; sync 1; sync 0; amend 0 field=father value=Bashir; pack 0; bring 0 file=0
        bring_home 0 answer=0; put_back 0 backup=0; sync 0; sync 1; publish 0; sync 0; sync 1; amend 0 field=name value=Chand
        sync 0; sync 1""",
}

"""Chains of exact steps that chance seldom finds: traces that broke a rule once, each played whole before the swarm begins.

Desks 0 and 1 are of one office, 2 is of another; a copy of a desk comes after them. Records are counted at each desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.simulation.actions import Play, parse_actions
from tests.simulation.scenarios_of_duties import SCENARIOS_OF_DUTIES

_BOTH_KNOW = "register 0; sync 0; sync 1; "

SCENARIOS: Mapping[str, str] = {
    "two desks answer one question and a reviewer decides": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; amend 1 field=father value=Chand; sync 0; sync 1; review 0; decide 0 answer=1
        sync 0; sync 1; amend 0 field=father value=Dawood; sync 0; sync 1""",
    "an answer that came while the reviewer looked": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; amend 1 field=father value=Chand; sync 0; sync 1; review 0
        head_office_edit 0 value=Dawood; decide 0; decide 0""",
    "the line breaks behind the first answer": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; sync 0 fault=drop@1,drop@2,drop@3,drop@4,drop@5,drop@6; head_office_crash 0
        sync 0""",
    "pages of one change on a line that breaks between them": """
        register 0; register 0; amend 0 field=father value=Bashir; sync 0; sync 1 page=1 fault=drop@1
        sync 1 page=1 fault=drop@2; sync 1""",
    "two windows of one desk": _BOTH_KNOW
    + "look 0; look 0; save 0 screen=0 field=father value=Bashir; save 0 screen=1 field=father value=Chand; sync 0",
    "a copied disk writes on in two machines": _BOTH_KNOW
    + """
        copy 0; amend 0 field=father value=Bashir; amend 3 field=father value=Chand; sync 0; sync 3
        reopen 0; amend 0 field=name value=Dawood; sync 0; sync 3""",
    "an old disk is put back and counts on": _BOTH_KNOW
    + """
        put_by 0; amend 0 field=father value=Bashir; sync 0; restore 0; amend 0 field=father value=Chand; sync 0
        sync 1; restore 0; register 0; sync 0 fault=lost@0""",
    "work that lay unsealed in both branches": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; amend 0 field=birth value=1980; copy 0; seal 0 changes=1; sync 0
        amend 3 field=note value=Chand; sync 3""",
    "only the newest batch goes on the stick": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; stick 0 last=1; amend 0 field=father value=Chand; stick 0 last=1
        stick_arrives 0 stick=1; return_file 0; duties 0; stick_lost 0 stick=0""",
    "the copy's return file is read by the first": _BOTH_KNOW
    + """
        copy 0; amend 3 field=father value=Chand; amend 3 field=birth value=1980; stick 3 last=0
        amend 0 field=father value=Bashir; seal 0; stick_arrives 0; return_file 0; return_file 3; sync 3""",
    "a new record on a lost stick": """
        register 0; seal 0 changes=2; amend 0 field=father value=Bashir; stick 0 last=1; stick_arrives 0; return_file 0
        duties 0; sync 1; sync 0""",
    "a page that comes late": _BOTH_KNOW
    + """
        amend 1 field=father value=Bashir; sync 1; sync 0 fault=lost@0; amend 1 field=father value=Chand; sync 1; sync 0
        late_page 0 page=0; late_page 0 page=1; amend 0 field=father value=Dawood; sync 0""",
    "outcome in an answer that is lost": _BOTH_KNOW
    + """
        wrong 0; sync 0 fault=lost@0; sync 0 fault=cut_down@0,cut_down@1,cut_down@2,cut_down@3; sync 0
        amend 0 field=father value=Bashir; sync 0""",
    "applied later than receipted": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; sync 0 fault=busy@0,busy@1; amend 0 field=father value=Chand
        sync 0 fault=busy@0; head_office_crash 0 moment=4; duties 0; sync 0""",
    "head office dies at every moment of a request": _BOTH_KNOW
    + "".join(
        f"amend 0 field=father value={'Bashir' if moment % 2 else 'Chand'}; sync 0 fault=down@0:{moment};"
        for moment in range(1, 13)
    )
    + "sync 1",
    "a desk dies at every moment of a run": _BOTH_KNOW
    + "".join(
        f"amend 1 field=father value={'Bashir' if moment % 2 else 'Chand'}; sync 1; sync 0 kill={moment};"
        f"amend 0 field=note value={'Dawood' if moment % 2 else 'Chand'} kill={1 + moment % 2}; sync 0 kill={moment};"
        for moment in range(2, 13, 2)
    ),
    "the line is cut at every part of a batch": _BOTH_KNOW
    + "".join(
        f"amend 0 field=father value={'Bashir' if part % 2 else 'Chand'};"
        f"sync 0 fault=cut_up@0:{part / 8},cut_up@2:{part / 9};"
        for part in range(1, 8)
    ),
    "a row is taken away and edited, both ways round": _BOTH_KNOW
    + """
        row 0 what=void; row 1 what=change; sync 0; sync 1; row 0 what=add; sync 0; sync 1; row 1 what=void row=0
        row 0 what=change row=0; sync 0; sync 1; review 0; decide 0""",
    "a desk writes into another office": _BOTH_KNOW
    + "lie 2 record=0; sync 2; register 2; lie 0; sync 0; sync 2; sync 1; amend 0 field=name value=Chand; sync 0",
    "a desk is closed in the middle of its run": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; sync 0 fault=revoke@0; register 0; sync 0; amend 1 field=father value=Chand
        sync 1; release 0; duties 0; sync 1""",
    "requests that come twice, late and out of order": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; sync 0 fault=late@0,drop@1,drop@2,drop@3,drop@4,drop@5,drop@6
        amend 0 field=father value=Chand; sync 0 fault=overtake@0; arrive 0; sync 0 fault=twice@0; arrive 0""",
    "clocks ten months off": _BOTH_KNOW
    + """
        clock 0 hours=-7000; clock 1 hours=7000; amend 1 field=father value=Chand; sync 1; amend 0 field=father value=Bashir
        sync 0; clock 0 whose=head_office hours=-9000; register 0; sync 0; sync 1""",
    "A2, A3 the older of two backups": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; back_up 0; sync 0; back_up 0; sync 0; put_back 0 backup=0; sync 1""",
    "A3 a desk believes in the backup that is gone": _BOTH_KNOW
    + """
        back_up 0; amend 0 field=father value=Bashir; sync 0; back_up 0; sync 0; put_back 0 backup=0; sync 1; sync 0
        amend 1 field=father value=Chand; sync 1""",
    "A5 a decision of head office is known only to a desk's screen": _BOTH_KNOW
    + "back_up 0; head_office_edit 0 value=Chand; sync 1; put_back 0 backup=0",
    "A5 head office gives a number again after a restore": _BOTH_KNOW
    + """
        back_up 0; head_office_edit 0 value=Chand; sync 1; put_back 0 backup=0; head_office_edit 0 value=Dawood
        sync 1; sync 0""",
    "A8 applied late, backed up in between": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; sync 0 fault=busy@0,busy@1; back_up 0; sync 0 fault=busy@0,busy@1
        put_back 0 backup=0""",
    "B1 numbers of the old life do not count as seen": _BOTH_KNOW
    + """
        back_up 0; register 1; sync 1; sync 0; put_back 0 backup=0; head_office_edit 0 value=Chand
        amend 0 field=father value=Bashir record=0""",
    "B5 the own unsent answer hides another's": _BOTH_KNOW
    + """
        amend 1 field=father value=Bashir; sync 1; wrong 0; amend 0 field=father value=Chand; sync 0 fault=busy@0,busy@1
        amend 0 field=father value=Dawood""",
    "B6 a repair is not overtaken by what was held": _BOTH_KNOW
    + """
        wrong 0; amend 0 field=father value=Bashir; amend 0 field=name value=Chand; sync 0""",
    "C1 a cursor of the old life": _BOTH_KNOW
    + """
        back_up 0; register 0; sync 0; sync 1; put_back 0 backup=0; register 1; sync 1; sync 0""",
    "C6 pages of the old life come late": _BOTH_KNOW
    + """
        back_up 0; amend 1 field=father value=Bashir; sync 1; sync 0 fault=lost@0; put_back 0 backup=0
        amend 1 field=father value=Chand; sync 1; late_page 0 page=0; late_page 0 page=1; sync 0; late_page 0 page=1""",
    "C7 the own save stays on top until its outcome": _BOTH_KNOW
    + "amend 0 field=father value=Bashir; sync 0 fault=busy@0,busy@1; sync 0 fault=busy@0,busy@1",
    "C8 sealed once, sent twice": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; stick 0 last=1; amend 0 field=father value=Chand; sync 0 fault=lost@0
        sync 0; stick_arrives 0 stick=0; duties 0""",
    "C9 two restores of one backup": _BOTH_KNOW
    + """
        back_up 0; amend 0 field=father value=Bashir; sync 0; put_back 0 backup=0; sync 0; amend 1 field=father value=Chand
        sync 1; put_back 0 backup=0; sync 1; register 0; sync 0""",
    "F7 a closed desk and a restore that opens it again": _BOTH_KNOW
    + """
        back_up 0; revoke 0; amend 0 field=father value=Bashir; sync 0; put_back 0 backup=0; sync 0; sync 1""",
    "a disk and head office both go back": _BOTH_KNOW
    + """
        put_by 0; back_up 0; amend 0 field=father value=Bashir; sync 0; sync 1; put_back 0 backup=0; restore 0
        amend 0 field=father value=Chand; sync 0; sync 1""",
    "requests of the old life arrive in the new one": _BOTH_KNOW
    + """
        back_up 0; amend 0 field=father value=Bashir
        sync 0 fault=late@0,drop@1,drop@2,drop@3,drop@4,drop@5,drop@6; put_back 0 backup=0; arrive 0; sync 0""",
    "A2 work that the older of two backups lacks is not dropped": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; seal 0; days 0 days=91; back_up 0; sync 0; back_up 0; sync 0; sync 0
        put_back 0 backup=0; sync 1; sync 0""",
    "A2 what is old, answered and backed up is dropped, and a restore has it": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; sync 0; days 0 days=61; back_up 0; sync 0; days 0 days=31; sync 0; duties 0
        amend 1 field=father value=Chand; sync 1; put_back 0 backup=0; sync 0; sync 1; stick 0""",
    "A4 a batch over a gap whose desk has burnt": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; stick 0 last=1; amend 0 field=father value=Chand; stick 0 last=1
        stick_lost 0 stick=0; burn 0; stick_arrives 1 stick=0; duties 1; sync 1""",
    "A5 the author's desk has burnt, another one's pages hold its work": _BOTH_KNOW
    + """
        back_up 0; amend 0 field=father value=Bashir; sync 0; sync 1; burn 0; put_back 1 backup=0; sync 1""",
    "A5 what came out of order is handed back out of order": _BOTH_KNOW
    + """
        back_up 0; amend 0 field=father value=Bashir; seal 0; amend 0 field=name value=Chand; stick 0 last=1
        stick_arrives 0; sync 0; sync 1; put_back 0 backup=0; sync 0; sync 1""",
    "A8 received, backed up, and not yet answered": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; seal 0; days 0 days=91; sync 0 fault=busy@0,busy@1; back_up 0
        sync 0 fault=busy@0,busy@1; sync 0; put_back 0 backup=0; sync 0""",
    "received is not backed up": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; seal 0; back_up 0; days 0 days=31; seal 0; days 0 days=61; back_up 0; sync 0
        sync 0; put_back 0 backup=0; sync 0""",
    "B2 the old copy of a record that has left": _BOTH_KNOW
    + """
        head_office_transfer 0 to=PEW; sync 0; sync 2; amend 2 field=father value=Chand; sync 2; sync 0
        amend 0 field=father value=Bashir; amend 1 field=father value=Dawood; sync 1; sync 2; review 0; decide 0; sync 2""",
    "B8 a whole record is withdrawn and edited, both ways round": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; withdraw 1 kind=person; sync 0; sync 1; sync 0; review 0; decide 0 answer=1
        sync 0; sync 1; withdraw 0 kind=episode; sync 0; amend 1 field=note value=Chand; sync 1; review 0; decide 0 answer=0
        sync 0; sync 1; amend 1 field=note value=Dawood""",
    "B10 members of a set are ticked and unticked at two desks": _BOTH_KNOW
    + """
        amend 0 field=reason value=yes; sync 0; sync 1; amend 0 field=reason value=none
        amend 1 field=other_reason value=yes; sync 0; sync 1; amend 0 field=reason value=yes; amend 1 field=reason value=yes
        sync 1; sync 0""",
    "B11 what is shown moves to what stands on it": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; amend 1 field=father value=Chand; sync 0; sync 1
        amend 0 field=father value=Dawood; sync 0; sync 1; amend 1 field=father value=Amina record=0; sync 1""",
    "C2 where a record belongs was decided above the cut": _BOTH_KNOW
    + """
        transfer 0 office=1; sync 0; back_up 0; head_office_transfer 0 to=LHE; sync 2; put_back 0 backup=0; sync 2
        amend 2 field=father value=Chand; sync 2""",
    "C3 a leave notice of a life that is gone": _BOTH_KNOW
    + """
        back_up 0; transfer 0 office=1; register 0; sync 0; sync 1; burn 0; put_back 0 backup=0; sync 1
        amend 1 field=father value=Bashir; sync 1""",
    "C3 head office gives a person away in a life that is gone": _BOTH_KNOW
    + "back_up 0; head_office_transfer 0 to=PEW; sync 1; put_back 0 backup=0; amend 1 field=father value=Bashir; sync 1",
    "C4 a person arrives whole and leaves with a notice": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; row 0 what=add; sync 0; transfer 0 office=1; sync 0; sync 1; sync 2
        amend 2 field=birth value=1980; sync 2; transfer 2 office=1; sync 2; sync 0; amend 0 field=father value=Chand
        sync 0""",
    "C4 a person leaves after the office was packed": _BOTH_KNOW
    + "duties 0; transfer 0 office=1; sync 0; duties 0; sync 1; sync 2; transfer 2 office=0; sync 2; duties 0; sync 0; sync 1",
    "C4 two supervisors send one person to two offices": _BOTH_KNOW
    + "transfer 0 office=1; transfer 1 office=0; sync 0; sync 1; sync 2; review 0; decide 0 answer=1; sync 2; sync 0",
    "C5 a first fill over a table that moves": """
        register 0; register 0; register 0; sync 0; sync 1 page=1 fault=drop@2; head_office_edit 0 record=0 value=Chand
        amend 0 field=father value=Bashir record=1; sync 0; sync 1 page=1 fault=drop@1; register 0; sync 0; sync 1""",
    "C5 a first fill is cut by a restore": """
        register 0; sync 0; back_up 0; register 0; register 0; sync 0; sync 1 page=1 fault=drop@3; put_back 0 backup=0
        sync 1 page=1 fault=drop@2; head_office_edit 0 value=Chand; sync 1; sync 0""",
    "C10 the frozen copy is still there when the move is undone": _BOTH_KNOW
    + """
        back_up 0; sync 0; sync 1; head_office_transfer 0 to=PEW; sync 0; sync 0; sync 0; put_back 0 backup=0; sync 0
        sync 1; amend 0 field=father value=Bashir; sync 0""",
    "C10 the frozen copy goes when every backup holds the move": _BOTH_KNOW
    + """
        head_office_transfer 0 to=PEW; sync 0; days 0 days=31; back_up 0; sync 0; sync 0; put_back 0 backup=0; sync 0
        sync 2; transfer 2 office=1; sync 2; sync 0""",
    "a restore, and the record goes elsewhere this time": _BOTH_KNOW
    + """
        back_up 0; head_office_transfer 0 to=PEW; sync 2; amend 2 field=father value=Chand; put_back 0 backup=0
        head_office_transfer 0 to=KHI; sync 2; sync 0; sync 2""",
    "D1 a batch with a record that stays and one that goes": """
        register 0; register 0; transfer 0 record=0 office=1; sync 0; sync 1; sync 2; amend 0 field=father value=Bashir record=1
        sync 0; sync 1; sync 2""",
    "D2 an old edit of a record that has left": _BOTH_KNOW
    + """
        head_office_edit 0 value=Chand; head_office_transfer 0 to=PEW; amend 0 field=father value=Bashir; sync 0; sync 2""",
    "F1 two answers that do not go together": _BOTH_KNOW
    + """
        amend 0 field=district value=PB-LHR; amend 1 field=province value=PK-SD; sync 0; sync 1; transfer 0 office=1
        amend 1 field=province value=PK-PB; sync 1; transfer 0 office=1; sync 0; sync 2""",
    "F3 versions are published while desks work": _BOTH_KNOW
    + """
        publish 0; sync 0; reopen 0; amend 0 field=new_field value=Chand; sync 0; sync 1; amend 1 field=father value=Chand
        sync 1; publish 0; sync 0; transfer 0 office=1; sync 0; sync 2; amend 2 field=name value=Bashir; sync 2""",
    "F3 head office loses a version by which a desk has written": _BOTH_KNOW
    + """
        back_up 0; publish 0; sync 0; reopen 0; amend 0 field=new_field value=Chand; sync 0; put_back 0 backup=0; sync 0
        sync 1; publish 0; sync 1""",
    "F13 what was refused stays refused in another life": _BOTH_KNOW
    + """
        back_up 0; wrong 0; amend 0 field=father value=Bashir; lie 2 record=0; sync 2; sync 0; sync 1; put_back 0 backup=0
        sync 1; sync 0; sync 2""",
    "two requests of one desk at once": _BOTH_KNOW
    + "".join(
        f"amend 0 field=father value={'Bashir' if moment % 2 else 'Chand'}; amend 1 field=father value=Dawood;"
        f"sync 1; sync 0 fault=meanwhile@0:{moment};"
        for moment in range(1, 9)
    )
    + """amend 0 field=name value=Chand; sync 0 fault=before@0; amend 0 field=name value=Bashir; sync 0 fault=after@0
        sync 0 fault=cut_up@0:0.5,meanwhile@1:2""",
    "a desk is closed in the middle of its run, and head office goes back": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; sync 0 fault=revoke@0; register 0; sync 0; back_up 0; release 0; duties 0; sync 1
        put_back 0 backup=0; sync 1; release 0; duties 0; amend 1 field=father value=Chand; sync 1""",
    "F4 somebody is erased, and old copies come back": _BOTH_KNOW
    + """
        register 0; sync 0; sync 1; put_by 1; back_up 0; amend 1 field=father value=Chand record=0; erase 0 record=0
        sync 1; sync 0; restore 1; amend 1 field=name value=Bashir record=0; put_back 0 backup=0; sync 1; sync 0
        reopen 1; sync 1""",
    "F4 a stick comes late, and head office dies over an erasure": """
        register 0; amend 0 field=father value=Bashir; register 0; pack 0; sync 0; sync 1; erase 0 record=0 moment=2
        duties 0; bring 0 file=0; attach 1 record=0; erase 0 record=0; bring_home 0 answer=0; sync 1; bring 0 file=0
        sync 0; bring_home 0 answer=1; sync 0""",
    "F4 a page from before an erasure is handed back": _BOTH_KNOW
    + "back_up 0; register 0; sync 0; sync 1; erase 0 record=1; put_back 0 backup=0; sync 1; sync 0",
    "F8 another content of an id on two sticks": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; sync 0; twin 0 edit=0 value=Chand; stick_arrives 0 stick=0; duties 0
        stick_arrives 0 stick=1; duties 0; stick_arrives 0 stick=0; duties 0; sync 0; sync 1""",
    "F8 another content of an id after a restore": _BOTH_KNOW
    + """
        back_up 0; amend 0 field=father value=Bashir; sync 0; twin 0 edit=0 value=Chand; stick_arrives 0 stick=0; duties 0
        sync 1; sync 0; put_back 0 backup=0; sync 1; stick_arrives 0 stick=1; duties 0; sync 0; stick_arrives 0 stick=0
        duties 0; sync 1""",
    "a disk goes back, then head office, and a rival answered meanwhile": _BOTH_KNOW
    + """
        back_up 0; put_by 0; amend 0 field=father value=Bashir; sync 0; restore 0; sync 0; put_back 0 backup=0; sync 0
        amend 1 field=father value=Chand; sync 1; sync 0""",
    "files of a desk go by hand and by line at once": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; attach 0 record=0; pack 0; amend 0 field=father value=Chand; sync 0 fault=lost@0
        bring 0 file=0; pack 0; bring 0 file=1; bring 0 file=0; bring_home 0 answer=1; bring_home 0 answer=0; sync 0
        bring_home 0 answer=0; amend 1 field=father value=Dawood; sync 1; pack 1; bring 1 file=2; bring_home 1 answer=3""",
    "a file of an old life, and pages home by hand": _BOTH_KNOW
    + """
        back_up 0; amend 0 field=father value=Bashir; pack 0; bring 0 file=0; head_office_edit 0 value=Chand; sync 1
        put_back 0 backup=0; bring_home 0 answer=0; pack 1; bring 1 file=1; bring_home 1 answer=1; pack 0; bring 0 file=2
        bring_home 0 answer=2; pack 0; bring 0 file=3; bring_home 0 answer=3""",
    "a copy reads the first one's file": _BOTH_KNOW
    + """
        amend 0 field=father value=Bashir; pack 0; copy 0; bring 0 file=0; amend 3 field=father value=Chand
        bring_home 3 answer=0; bring_home 0 answer=0; pack 3; bring 3 file=1; bring_home 3 answer=1; bring_home 0 answer=1""",
    "a photo goes in pieces, is asked for by others, and its desk is closed": _BOTH_KNOW
    + """
        attach 0 record=0; sync 0 fault=cut_up@2:0.4,cut_up@4:0.5,cut_down@5; sync 0; sync 1; fetch_picture 1 picture=0
        fetch_picture 2 picture=0; revoke 1; fetch_picture 1 picture=0; fetch_picture 0 fault=cut_down@0""",
    "a photo whose person has gone to another office": _BOTH_KNOW
    + """
        attach 0 record=0; sync 0; sync 1; head_office_transfer 0 to=PEW; fetch_picture 1 picture=0; sync 2
        fetch_picture 2 picture=0; sync 0; sync 1""",
    "photos after a restore": _BOTH_KNOW
    + """
        attach 0 record=0; sync 0; back_up 0; attach 0 salt=1 record=0; sync 0; sync 1; put_back 0 backup=0; sync 0; sync 1
        fetch_picture 1 picture=0""",
    "a person with a photo is erased": _BOTH_KNOW
    + """
        attach 0 record=0; attach 0 salt=1 record=0; sync 0; sync 1; attach 1 salt=2 record=0; erase 0 record=0
        fetch_picture 1 picture=0
        sync 1; sync 0""",
    **SCENARIOS_OF_DUTIES,
}


def scenario(name: str) -> Play:
    """A scenario as a play."""
    return Play(0, 3, parse_actions(SCENARIOS[name]))


def scenarios() -> Iterator[Play]:
    """All of them, in the order in which they stand here."""
    for number, text in enumerate(SCENARIOS.values()):
        yield Play(-1 - number, 3, parse_actions(text))

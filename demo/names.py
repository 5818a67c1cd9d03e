"""Invented names, chosen so that nobody mistakes them for real people or places."""

TRUST_NAME = "Fernway Learning Trust (demonstration)"

SCHOOLS = [
    ("Larkspur Primary School", "900101", 3, 11, 420),
    ("Thistledown Primary School", "900102", 3, 11, 350),
    ("Copperbeech Junior School", "900103", 7, 11, 300),
    ("Willowmere Infant and Nursery School", "900104", 3, 7, 240),
    ("Nettlecombe Primary School", "900105", 4, 11, 210),
    ("Harebell Primary School", "900106", 3, 11, 560),
]

FIRST_NAMES = """
Ada Aisha Alder Amara Anika Arlo Asha Aurelia Balin Bea Beatrix Bram Briar Calla Caspian Cedar Celeste Clover Cosmo
Dara Delphine Dilip Edda Eira Elowen Emrys Esme Faisal Fern Fenella Finn Flora Gareth Genevieve Greta Hana Harsha
Hazel Hester Idris Imogen Indira Inigo Iona Isla Ivo Jasper Juno Kavya Keir Kezia Lark Leif Leila Linnet Lorcan
Mabel Malika Marlow Meera Merle Mina Nadia Nerys Niall Nora Oisin Olwen Oona Orla Otto Pascal Petra Piers Priya
Quill Rafi Rhoda Robin Rowan Rufus Sabine Saira Selwyn Senna Silas Sorrel Tamsin Tansy Tariq Tegan Theo Una Usha
Vesper Wilf Willa Yusuf Zadie Zara Zephyr
""".split()

LAST_NAMES = """
Applecross Ashmantle Barleywick Bellthorn Birchwhistle Bramblecote Brightwater Brooksong Butterfold Candleford
Cloudsley Coppergate Cricketsmere Dalefeather Dewberry Driftwood Duskfield Elderglass Emberlow Fallowmere Fernhollow
Fiddlewick Foxglove Frostbeck Gladewell Goldenmead Goosefeather Greenlantern Hazelbourne Heatherby Hedgerose Hollowtree
Honeysett Inkpen Ivybridge Juniperlee Kestrelby Kingcup Lanternfield Larkwhistle Lilywater Littlebrook Marigoldby
Meadowcroft Merryweather Mistlethorpe Moonraker Mossgrove Nightjar Oakapple Otterburrow Owlsworth Partridgeby
Pebblecombe Periwinkleby Pinecroft Plumtree Puddlefoot Quickbeam Quillbeck Ravensong Reedwhistle Riverstone
Rosemantle Saffronby Sandpiperley Silverbirch Skylarking Snowberry Sparrowmere Starlingford Stonecrop Summerisle
Swallowtail Sweetbriar Tansyfield Thimblewick Thornberry Thrushcross Tumbleweir Umberley Velvetmoss Violetcombe
Waterlily Wheatear Whimbrelby Whistledown Wildgoose Windlestraw Wintergreen Woodruffe Wrenfield Yarrowby Yellowhammer
""".split()

OWN = "Fernway Learning Trust"
PROVIDERS = [
    (OWN, "trust"),
    ("Fernshire Council Learning Services", "local_authority"),
    ("Fernshire Teaching School Hub", "teaching_hub"),
    ("University of Fernshire", "university"),
    ("Fernshire College", "further_education"),
    ("Counting House Mathematics Association", "subject_association"),
    ("Inkwell English Association", "subject_association"),
    ("Steady Hands First Aid", "private"),
    ("Safe Harbour Safeguarding", "private"),
    ("Bright Lantern Training", "private"),
    ("Little Acorns Early Years", "charity"),
    ("Open Door Governance", "private"),
    ("Kite and Compass Leadership", "private"),
]

# title, provider, approach, mode, audience, price, hours, requirement codes it credits, qualification it leads to
COURSES = [
    ("First aid at work (three days)", 7, "course", "in_person", "everybody", 210, 18, ["FA-FAW"], ""),
    ("First aid at work requalification (two days)", 7, "course", "in_person", "everybody", 155, 12, ["FA-FAW"], ""),
    ("Emergency first aid at work", 7, "course", "in_person", "everybody", 85, 6, ["FA-EFAW"], ""),
    ("Paediatric first aid (two days)", 7, "course", "blended", "support", 110, 12, ["FA-PFA"], ""),
    ("Fire warden training for schools", 9, "course", "in_person", "site", 65, 3, ["HS-FIREWARD"], ""),
    ("Fire safety awareness", 9, "online_module", "online_own_time", "everybody", 12, 1, ["HS-FIRE"], ""),
    ("Designated safeguarding lead", 8, "course", "in_person", "leaders", 240, 12, ["SG-DSL"], ""),
    ("Designated safeguarding lead refresher", 8, "course", "online_live", "leaders", 120, 6, ["SG-DSL"], ""),
    ("Safer recruitment", 8, "course", "online_live", "leaders", 75, 6, ["SG-SAFEREC"], ""),
    ("Prevent awareness", 8, "online_module", "online_own_time", "everybody", 0, 1, ["SG-PREVENT"], ""),
    ("Safeguarding in the early years", 10, "course", "in_person", "support", 70, 6, ["SG-EYFS"], ""),
    ("Safeguarding for governors and trustees", 11, "course", "online_live", "governance", 45, 2, ["GV-SG"], ""),
    ("Induction for new governors", 11, "course", "online_live", "governance", 60, 3, ["GV-IND"], ""),
    ("Suspension and exclusion panels", 11, "course", "online_live", "governance", 80, 3, ["GV-EXCL"], ""),
    ("Educational visits coordinator", 1, "course", "in_person", "teachers", 130, 6, ["HS-EVC"], ""),
    ("Food hygiene level 2", 4, "online_module", "online_own_time", "site", 20, 4, ["HS-FOOD2"], ""),
    ("Working at height", 9, "course", "in_person", "site", 60, 3, ["HS-WAH"], ""),
    ("Asbestos awareness", 9, "online_module", "online_own_time", "site", 25, 2, ["HS-ASB"], ""),
    ("Giving medicines in school", 1, "course", "online_live", "support", 40, 2, ["MD-ADMIN"], ""),
    ("Phonics: teaching every child to read", 6, "course", "in_person", "teachers", 145, 6, ["CU-PHON"], ""),
    ("Teaching for mastery in mathematics: Key Stage 1", 5, "course", "in_person", "teachers", 165, 6, [], ""),
    ("Teaching for mastery in mathematics: Key Stage 2", 5, "course", "in_person", "teachers", 165, 6, [], ""),
    ("Writing workshop: teaching children to edit", 6, "course", "online_live", "teachers", 90, 3, [], ""),
    ("Vocabulary in the foundation subjects", 6, "course", "online_live", "teachers", 75, 3, [], ""),
    ("Leading a subject effectively", 2, "course", "in_person", "teachers", 120, 6, [], ""),
    ("Behaviour: calm starts and routines", 2, "course", "in_person", "ects", 95, 6, [], ""),
    ("Assessment for early career teachers", 2, "course", "in_person", "ects", 0, 6, [], ""),
    ("Mentoring early career teachers", 2, "course", "blended", "teachers", 0, 12, ["EC-MENTOR"], ""),
    ("Supporting autistic pupils", 1, "course", "in_person", "support", 85, 6, [], ""),
    ("Speech and language in the classroom", 10, "course", "online_live", "support", 60, 3, [], ""),
    (
        "Preparing for higher level teaching assistant (HLTA) status",
        4,
        "qualification",
        "blended",
        "support",
        595,
        40,
        [],
        "Higher level teaching assistant status",
    ),
    (
        "NPQ in Leading Teaching (NPQLT)",
        12,
        "qualification",
        "blended",
        "leaders",
        950,
        80,
        [],
        "National Professional Qualification in Leading Teaching",
    ),
    (
        "NPQ in Senior Leadership (NPQSL)",
        12,
        "qualification",
        "blended",
        "leaders",
        1100,
        90,
        [],
        "National Professional Qualification in Senior Leadership",
    ),
    (
        "NPQ for SENCOs",
        12,
        "qualification",
        "blended",
        "leaders",
        1250,
        120,
        ["SN-SENCO"],
        "National Professional Qualification for SENCOs",
    ),
    (
        "Level 4 Diploma for School Business Professionals",
        4,
        "qualification",
        "blended",
        "office",
        780,
        60,
        [],
        "Level 4 Diploma for School Business Professionals",
    ),
    ("Headteachers' conference", 12, "conference", "in_person", "leaders", 280, 12, [], ""),
    ("Subject leaders' network: mathematics", 0, "network", "in_person", "teachers", 0, 2, [], ""),
    ("Subject leaders' network: English", 0, "network", "in_person", "teachers", 0, 2, [], ""),
    ("Early years network", 0, "network", "in_person", "teachers", 0, 2, [], ""),
    ("Emergency first aid (in the trust)", 0, "course", "in_person", "everybody", 25, 6, ["FA-EFAW"], ""),
]

# Why somebody asks, and what they hope for, by reason: enough that nobody reads the same words twice in one queue.
WHYS = {
    "statutory": [
        ("My certificate is about to expire and I need it for my role.", "I’ll stay qualified without a gap."),
        ("A refresher is due, and this is the nearest date.", "I’ll know what has changed since last time."),
        ("It’s required for my role, and I’d like to do it in good time.", "We won’t have to rush it later."),
        ("I’m the person named for this at our school.", "There will always be someone trained on site."),
        ("I last did this training some years ago and need to update it.", "I’ll feel confident if it’s ever needed."),
        ("Our risk assessment says that we need more people with this.", "Lunchtimes and trips will be covered too."),
        ("The compliance page shows this as my next renewal.", "Everything I need for my role will be in date."),
        ("I’m taking this on for our phase, so I need the training.", "We’ll no longer depend on one person."),
        ("It has to be renewed this year and autumn is our busiest time.", "It’s done before the busy weeks."),
        ("I missed the last session that we were offered.", "I’ll catch up with the rest of the team."),
        ("Two of us need this, and we can’t be out on the same day.", "One of us is always in school."),
        ("The trust and our insurer expect it of my role.", "We can show that the training is in place."),
        ("I use this every week and want to be sure I do it right.", "Fewer questions to others, and safer routines."),
        ("My line manager and I noticed that this is due soon.", "It’s planned, with time to prepare."),
    ],
    "priority": [
        ("It supports our priority this year, and I’ll share it at a staff meeting.", "Colleagues can use it at once."),
        ("We agreed to start with my phase, and I’d like to do it well.", "Pupils explain their thinking better."),
        ("Our last review showed that this is where pupils need more.", "The gap narrows by the end of the year."),
        ("The subject leader recommended it for this year’s priority.", "We teach it in the same way in every class."),
        ("It’s one of the actions in our plan, and I lead part of it.", "I can support the others with examples."),
        ("I tried some ideas last term and want to go further.", "Pupils practise more and get stuck less often."),
        ("Governors asked how we’ll move this priority forward.", "We’ll have something to show by next term."),
        ("Another school in the trust found it really helpful.", "We can build on what worked there."),
    ],
    "review": [
        ("We agreed this in my performance review.", "I’ll work with more confidence and share what I learn."),
        ("It’s the training that goes with my first objective.", "I’ll meet the objective by the summer."),
        ("My reviewer suggested this course after a drop-in.", "I’ll have more strategies to choose from."),
        ("It came up in my review as the next thing to learn.", "I can take on this part of the work myself."),
        ("I’d like to make progress on what we wrote down in autumn.", "We can talk about it at the mid-year review."),
        ("My objective is to support others, and I need to learn how.", "Two colleagues will work with me on it."),
    ],
    "personal": [
        ("I’d like to prepare for my next step.", "I’ll be able to take on more responsibility in the team."),
        ("I’m interested in this and would like to learn more.", "I’ll bring back ideas that others can use."),
        ("I’ve done this for some years and would like a fresh look at it.", "New ideas for what has become routine."),
        ("A colleague told me how useful it was.", "We can try it out together."),
        ("I’m new to this part of my job.", "I’ll need less help and can help others."),
        ("I’d like to see how it’s done elsewhere.", "One or two ideas that we can try here."),
    ],
}  # fmt: skip
RETURN_NOTES = [
    "Please add the cost of supply cover.",
    "Could you look for a date outside assessment week?",
    "How will you share this with your phase?",
    "Please say which priority this supports.",
    "Could someone from your team go with you, so that two of you can try it out?",
]
DECLINE_NOTES = [
    ("in_trust", "We’re running something similar in the trust next term. Please join that instead."),
    ("too_many_out", "Three staff are already out that day. Please request another date."),
    ("no_budget", "This term’s budget has been spent. Let’s plan it for next term."),
    ("statutory_first", "We need this term’s money for renewals. Please ask again next term."),
]
TALK = [
    ("Is there an earlier date?", "This is the first one with spaces."),
    ("Who could take your group that day?", "My phase leader has offered to."),
    ("Would the online version do as well?", "I asked: the practical part is only in person."),
    ("Could you share what you learn with the team afterwards?", "Yes, I’d like to do that at our next meeting."),
    ("How does this fit with what we planned in September?", "It’s the next thing on the list we made then."),
    ("Is lunch included in the price?", "Yes, and the materials too."),
]

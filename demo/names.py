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

PROVIDERS = [
    ("Our own trust", "trust"),
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
    ("First aid at work, three days", 7, "course", "in_person", "everybody", 210, 18, ["FA-FAW"], ""),
    ("First aid at work, renewal in two days", 7, "course", "in_person", "everybody", 155, 12, ["FA-FAW"], ""),
    ("Emergency first aid at work", 7, "course", "in_person", "everybody", 85, 6, ["FA-EFAW"], ""),
    ("Paediatric first aid, full", 7, "course", "blended", "support", 110, 12, ["FA-PFA"], ""),
    ("Fire warden for schools", 9, "course", "in_person", "site", 65, 3, ["HS-FIREWARD"], ""),
    ("Fire safety awareness", 9, "online_module", "online_own_time", "everybody", 12, 1, ["HS-FIRE"], ""),
    ("Designated safeguarding lead", 8, "course", "in_person", "leaders", 240, 12, ["SG-DSL"], ""),
    ("Designated safeguarding lead, refresher", 8, "course", "online_live", "leaders", 120, 6, ["SG-DSL"], ""),
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
    ("Mastery in mathematics, key stage 1", 5, "course", "in_person", "teachers", 165, 6, [], ""),
    ("Mastery in mathematics, key stage 2", 5, "course", "in_person", "teachers", 165, 6, [], ""),
    ("Writing workshop: editing with children", 6, "course", "online_live", "teachers", 90, 3, [], ""),
    ("Vocabulary in the foundation subjects", 6, "course", "online_live", "teachers", 75, 3, [], ""),
    ("Leading a subject well", 2, "course", "in_person", "teachers", 120, 6, [], ""),
    ("Behaviour: calm starts and routines", 2, "course", "in_person", "ects", 95, 6, [], ""),
    ("Assessment in the early career", 2, "course", "in_person", "ects", 0, 6, [], ""),
    ("Mentoring early career teachers", 2, "course", "blended", "teachers", 0, 12, ["EC-MENTOR"], ""),
    ("Supporting autistic pupils", 1, "course", "in_person", "support", 85, 6, [], ""),
    ("Speech and language in the classroom", 10, "course", "online_live", "support", 60, 3, [], ""),
    (
        "Towards higher level teaching assistant status",
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
        "National qualification: leading teaching",
        12,
        "qualification",
        "blended",
        "leaders",
        950,
        80,
        [],
        "National professional qualification in leading teaching",
    ),
    (
        "National qualification: senior leadership",
        12,
        "qualification",
        "blended",
        "leaders",
        1100,
        90,
        [],
        "National professional qualification in senior leadership",
    ),
    (
        "National qualification for SENCOs",
        12,
        "qualification",
        "blended",
        "leaders",
        1250,
        120,
        ["SN-SENCO"],
        "National professional qualification for SENCOs",
    ),
    (
        "School business management, level 4",
        4,
        "qualification",
        "blended",
        "office",
        780,
        60,
        [],
        "Diploma in school business management",
    ),
    ("Headteachers' conference", 12, "conference", "in_person", "leaders", 280, 12, [], ""),
    ("Subject leaders' network: mathematics", 0, "network", "in_person", "teachers", 0, 2, [], ""),
    ("Subject leaders' network: English", 0, "network", "in_person", "teachers", 0, 2, [], ""),
    ("Early years network", 0, "network", "in_person", "teachers", 0, 2, [], ""),
    ("Emergency first aid, run in our trust", 0, "course", "in_person", "everybody", 25, 6, ["FA-EFAW"], ""),
]

WHYS = {
    "statutory": "My certificate runs out and I need it for my duties.",
    "priority": "It serves the priority that we set for this year, and I will share it at a staff meeting.",
    "review": "We agreed on this in my performance management review.",
    "personal": "I would like to prepare for my next step.",
}
EFFECTS = {
    "statutory": "I stay qualified without a gap.",
    "priority": "Pupils in my class explain their thinking with more precise words by the summer.",
    "review": "I plan and assess the unit with more confidence, and colleagues can use my plans.",
    "personal": "I can take on more responsibility in the team.",
}
RETURN_NOTES = [
    "Please add the cost of supply cover.",
    "Could you look for a date outside assessment week?",
    "Please say how you will share it with the phase.",
]
DECLINE_NOTES = [
    "A colleague runs something similar in our trust next term; please join that.",
    "Three colleagues are out that day already. Please ask again for the spring date.",
    "The budget for this term is used up. Let us plan it for the summer.",
]

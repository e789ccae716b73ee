"""
The words of our own code lists: for each code column, the canonical words with plain labels.

A mapping turns a source's code into one of these words. The lists are helpful, not closed: a mapping
may use a word outside them, and it is then shown with its underscores as spaces. Factors are written
over these words, so a source's code that has a word here should be mapped onto it.

A label finishes a sentence in the middle ("because of …", "for …"), so it has no capital of its own.
"""

Words = dict[str, str]

CODE_WORDS: dict[tuple[str, str], Words] = {}


def _words(lines: str) -> Words:
    """Read one word a line; after it, where the word with spaces is not plain enough, its label."""
    words: Words = {}
    for line in lines.strip().splitlines():
        word, _, label = line.strip().partition(" ")
        words[word] = label.strip() or word.replace("_", " ")
    return words


def _list(*columns: str, lines: str) -> None:
    """Give these `table.column`s one list."""
    words = _words(lines)
    for column in columns:
        table, _, name = column.partition(".")
        CODE_WORDS[(table, name)] = words


def label(table: str, column: str, word: str) -> str:
    """Give the plain label of a word; one that no list holds is shown with spaces for underscores."""
    return CODE_WORDS.get((table, column), {}).get(word) or word.replace("_", " ")


# ---- people ----
_list("residents.first_language", lines="""
    english English
    welsh Welsh
    somali Somali
    bengali Bengali
    turkish Turkish
    polish Polish
    romanian Romanian
    portuguese Portuguese
    arabic Arabic
    urdu Urdu
    yoruba Yoruba
    french French
    spanish Spanish
    lithuanian Lithuanian
    albanian Albanian
    british_sign_language British Sign Language
    other another language
    not_known not known
""")  # fmt: skip
_list("characteristics.characteristic", lines="""
    age
    disability
    gender_reassignment
    marriage_civil_partnership marriage and civil partnership
    pregnancy_maternity pregnancy and maternity
    race
    religion_or_belief
    sex
    sexual_orientation
""")  # fmt: skip
# Broad groups, so that a monitoring report can count them; a council's list maps its own codes onto them.
_list("characteristics.value", lines="""
    asian Asian or Asian British
    black Black, Black British, Caribbean or African
    mixed mixed or multiple ethnic groups
    white_british White British
    white_other White, other than British
    gypsy_roma_traveller Gypsy, Roma or Irish Traveller
    other_ethnic_group another ethnic group
    disabled
    not_disabled
    mobility a mobility impairment
    hand_function an impairment of hand function
    personal_care a need for help with personal care
    incontinence
    communication a communication difficulty
    learning a learning disability
    hearing a hearing impairment
    vision a sight impairment
    behaviour a condition that affects behaviour
    consciousness a condition that affects consciousness
    autism
    physical a physical impairment
    sensory a sensory impairment
    mental_health a mental health condition
    long_term_illness a long-term illness
    other_disability another disability
    no_religion no religion
    christian Christian
    muslim Muslim
    hindu Hindu
    sikh Sikh
    jewish Jewish
    buddhist Buddhist
    other_religion another religion
    female
    male
    other_sex another sex recorded
    heterosexual heterosexual or straight
    gay_or_lesbian gay or lesbian
    bisexual
    other_orientation another orientation
    single
    married_or_civil_partner married or in a civil partnership
    cohabiting living with a partner
    separated
    divorced
    widowed
    pregnant
    not_pregnant
    under_16 under 16
    16_to_17 16 to 17
    18_to_24 18 to 24
    25_to_64 25 to 64
    65_and_over 65 and over
    same_as_registered_at_birth
    different_from_registered_at_birth
    refused preferred not to say
    not_known not known
""")  # fmt: skip
_list("households.kind", lines="""
    private a private home
    shared_house a shared house
    hostel a hostel
    refuge a refuge
    care_home a care home
    children_home a children's home
    other_communal another communal home
    not_known not known
""")  # fmt: skip
_list("household_members.how", lines="""
    same_address recorded at the same home
    related a stated family relation
    same_account named on the same account
    same_tenancy named on the same tenancy
    same_claim named on the same claim
    alone nobody else there
    steward decided by a data steward
""")  # fmt: skip
_list("relationships.kind", lines="""
    parent_of parent
    child_of child
    partner_of partner
    sibling_of brother or sister
    carer_of carer
    cared_for_by person cared for
    other_relative another relative
""")  # fmt: skip
_list("address_spells.property_kind", lines="""
    detached_house a detached house
    semi_detached_house a semi-detached house
    terraced_house a terraced house
    house a house
    flat a flat
    bedsit a bedsit
    maisonette a maisonette
    caravan a caravan or mobile home
    houseboat a houseboat
    sheltered sheltered housing
    shared_house a shared house
    hostel a hostel
    refuge a refuge
    care_home a care home
    children_home a children's home
    hotel a hotel or guest house
    school_residence a residential school
    prison a prison
    hospital a hospital
    other_communal another communal home
    not_known not known
""")  # fmt: skip

# ---- children ----
_list("contacts.made_by", "referrals.referred_by", lines="""
    family a family member, relative or carer
    neighbour an acquaintance or neighbour
    self the person themselves
    other_individual another individual
    school a school
    education_service an education service
    gp a GP
    health_visitor a health visitor
    school_nurse a school nurse
    primary_health another primary health service
    emergency_department an emergency department
    other_health another health service
    housing a housing service
    council_social_care the council's social care
    council_other another part of the council
    other_council another council
    early_help the council's early help service
    police the police
    other_legal_agency another legal agency
    other another person or organisation
    anonymous someone who gave no name
    not_known someone not recorded
""")  # fmt: skip
_list("contacts.reason", lines="""
    domestic_abuse
    neglect
    emotional_abuse
    physical_abuse
    sexual_abuse
    exploitation
    missing a child missing
    mental_health
    substance_misuse alcohol or drugs
    behaviour
    family_stress pressures on the family
    disability
    young_carer a child caring for someone
    housing
    homelessness
    finance money
    education school or learning
    health
    crime contact with the police or courts
    no_recourse_to_public_funds
    private_fostering
    unaccompanied_asylum_seeking a child seeking asylum alone
    early_help a request for early help
    information a request for information
    other another reason
    not_stated a reason not stated
""")  # fmt: skip
_list("contacts.outcome", lines="""
    no_further_action
    information_advice information and advice given
    early_help passed to early help
    referral taken as a referral
    assessment an assessment
    strategy_discussion a strategy discussion
    passed_to_other_service passed to another service
    passed_to_other_council passed to another council
    not_known not recorded
""")  # fmt: skip
_list("referrals.need", "cin_episodes.need", "care_episodes.need", lines="""
    abuse_or_neglect
    child_disability a child's disability or illness
    parental_illness a parent's disability or illness
    family_stress a family in acute stress
    family_dysfunction difficult relationships in the family
    unacceptable_behaviour socially unacceptable behaviour
    low_income
    absent_parenting no parent available to care for the child
    not_child_in_need a case other than a child in need
    not_stated a need not stated
""")  # fmt: skip
_list("referrals.outcome", lines="""
    assessment a social work assessment
    strategy_discussion a strategy discussion
    section_47 a section 47 enquiry
    early_help passed to early help
    no_further_action
    information_advice information and advice given
    passed_to_other_council passed to another council
    passed_to_other_service passed to another service
    not_known not recorded
""")  # fmt: skip
_list("referrals.close_reason", "cin_episodes.end_reason", "cp_plans.end_reason", lines="""
    adopted the child was adopted
    died the child died
    child_arrangements_order a child arrangements order was made
    special_guardianship a special guardianship order was made
    moved_to_other_council the child moved to another council
    adult_social_care the young person moved to adult social care
    other_end services ended for another reason
    no_further_action closed after assessment with no further action
    early_help closed after assessment, with early help to follow
    needs_met the needs were met
    plan_completed the plan was completed
    stepped_up a higher level of help began
    stepped_down a lower level of help began
    child_in_need_plan a child in need plan followed
    became_looked_after the child became looked after
    reached_18 the young person turned 18
    declined the family declined the help
    disengaged the family stopped taking part
    moved the family moved away
    error recorded in error
    not_known not recorded
""")  # fmt: skip
_list("assessments.kind", lines="""
    single_assessment a social work assessment
    initial_assessment an initial assessment
    core_assessment a core assessment
    reassessment a further assessment
    early_help_assessment an early help assessment
    parenting_assessment a parenting assessment
    pre_birth_assessment an assessment before birth
    other another assessment
""")  # fmt: skip
_list("assessments.outcome", lines="""
    child_in_need_plan a child in need plan
    section_47 a section 47 enquiry
    strategy_discussion a strategy discussion
    child_protection_conference a child protection conference
    looked_after the child became looked after
    early_help early help
    no_further_action
    information_advice information and advice given
    specialist_service a specialist service
    closed the case was closed
    not_known not recorded
""")  # fmt: skip
_list("assessment_factors.factor", lines="""
    alcohol
    drugs
    domestic_abuse
    mental_health
    learning_disability
    physical_disability_or_illness
    young_carer caring for someone
    private_fostering
    unaccompanied_asylum_seeking seeking asylum alone
    missing going missing
    child_sexual_exploitation
    trafficking
    gangs
    unacceptable_behaviour socially unacceptable behaviour
    self_harm self-harm
    neglect
    emotional_abuse
    physical_abuse
    sexual_abuse
    fgm female genital mutilation
    faith_abuse abuse linked to faith or belief
    child_criminal_exploitation
    other another factor
    none no factor
""")  # fmt: skip
_list("assessment_factors.whose", lines="""
    child the child
    parent a parent or carer
    other_in_household another person in the household
    not_said not said
""")  # fmt: skip
_list("early_help_episodes.reason", lines="""
    education school and learning
    health
    mental_health
    substance_misuse alcohol or drugs
    domestic_abuse
    family_relationships relationships in the family
    family_stress pressures on the family
    parenting
    behaviour
    early_years a child's early years
    housing
    finance money
    employment work
    crime keeping out of crime
    exploitation
    missing going missing
    young_carer a child caring for someone
    disability
    neglect
    step_down help after a social work plan
    other another reason
    not_stated a reason not stated
""")  # fmt: skip
_list("early_help_episodes.end_reason", lines="""
    needs_met the needs were met
    completed the work was completed
    stepped_up children's social care took over
    stepped_down universal services took over
    disengaged the family stopped taking part
    declined the family declined the help
    consent_withdrawn consent was withdrawn
    moved the family moved away
    moved_to_other_council the family moved to another council
    other another reason
    not_known not recorded
""")  # fmt: skip
_list("early_help_episodes.lead_agency", lines="""
    council_early_help the council's early help service
    childrens_centre a children's centre
    school a school
    health a health service
    health_visiting health visiting
    housing a housing service
    youth_service the youth service
    voluntary_sector a voluntary organisation
    police the police
    other another agency
    not_known not recorded
""")  # fmt: skip
_list("enquiries.outcome", lines="""
    child_protection_conference an initial child protection conference
    child_in_need_plan a child in need plan
    looked_after the child became looked after
    concern_not_substantiated the concern was not substantiated
    monitoring monitoring continued
    no_further_action
    not_known not recorded
""")  # fmt: skip
_list("cp_plans.category", "cp_plans.latest_category", lines="""
    neglect
    physical_abuse
    sexual_abuse
    emotional_abuse
    multiple more than one kind of abuse
    not_stated a category not stated
""")  # fmt: skip
_list("care_episodes.start_reason", lines="""
    started_care care began
    legal_status_changed the legal status changed
    placement_and_carer_changed the placement and carer changed
    placement_changed_same_carer the placement changed, with the same carer
    legal_placement_and_carer_changed the legal status, placement and carer changed
    legal_and_placement_changed_same_carer the legal status and placement changed, with the same carer
    not_known not recorded
""")  # fmt: skip
_list("care_episodes.legal_status", "legal_statuses.status", lines="""
    interim_care_order an interim care order
    care_order a care order
    freeing_order a freeing order
    placement_order a placement order
    accommodated_by_agreement accommodation by agreement (section 20)
    short_breaks short breaks
    police_protection
    emergency_protection_order an emergency protection order
    child_assessment_order a child assessment order
    remand a remand to local authority care
    police_custody_accommodation accommodation instead of police custody
    youth_rehabilitation_residence a youth rehabilitation order with residence
    supervision_order a supervision order
    special_guardianship_order a special guardianship order
    child_arrangements_order a child arrangements order
    adoption_order an adoption order
    deprivation_of_liberty_order a deprivation of liberty order
    pre_proceedings steps before court proceedings
    legal_planning_meeting a legal planning meeting
    letter_before_proceedings a letter before proceedings
    legal_gateway a legal gateway meeting
    care_proceedings care proceedings
    family_group_conference a family group conference
    unaccompanied_asylum_seeking seeking asylum alone
    not_known not recorded
""")  # fmt: skip
_list("legal_statuses.outcome", lines="""
    proceedings_issued court proceedings were issued
    order_made an order was made
    order_refused no order was made
    not_pursued the step was not pursued
    plan_agreed a plan was agreed with the family
    stepped_down a lower level of help began
    moved_on another status followed
    withdrawn
    continuing
    not_known not recorded
""")  # fmt: skip
_list("care_episodes.placement", lines="""
    adoption_current_carer placed for adoption with the current carer
    adoption_new_carer placed for adoption with a new carer
    foster_care foster care
    foster_care_long_term long-term foster care
    foster_to_adopt foster care with a view to adoption
    kinship_foster_care foster care with relatives or friends
    kinship_foster_care_long_term long-term foster care with relatives or friends
    kinship_foster_to_adopt foster care with relatives or friends, with a view to adoption
    childrens_home a children's home
    secure_childrens_home a secure children's home
    semi_independent semi-independent accommodation
    independent_living
    with_parents a home with parents
    residential_employment
    residential_care_home a residential care home
    health_placement a health establishment
    family_centre a family centre or mother and baby unit
    young_offender_institution a young offender institution
    residential_school a residential school
    temporary a temporary placement
    temporary_hospital a temporary stay in hospital
    temporary_holiday a temporary holiday placement
    temporary_carer_holiday a temporary placement while the carer was away
    temporary_short a temporary placement of seven days or fewer
    short_breaks short breaks
    other another placement
    not_known a placement not recorded
""")  # fmt: skip
_list("care_episodes.provider", lines="""
    parents
    own_council this council
    other_council another council
    other_public another public body
    private a private provider
    voluntary a voluntary organisation
    not_known not recorded
""")  # fmt: skip
_list("care_episodes.end_reason", lines="""
    next_episode another episode followed
    adopted the child was adopted
    died the child died
    other_council another council took over
    home_planned a planned return home
    home_unplanned an unplanned return home
    lives_with_others the child went to live with others
    child_arrangements_order a child arrangements order was made
    special_guardianship a special guardianship order was made
    independent_supported a move to independent living with support
    independent_unsupported a move to independent living without support
    adult_residential_care a move to adult residential care
    custody
    remand_ended
    age_assessed_adult assessed as 18 or over
    moved_abroad
    staying_put 18 or over, staying with the former carer
    reached_18 the young person turned 18
    other another reason
    not_known not recorded
""")  # fmt: skip
_list("permanence_steps.step", lines="""
    permanence_decision a decision on a permanent home
    adoption_decision a decision that adoption is right
    adoption_decision_reversed a reversal of the decision for adoption
    placement_order a placement order
    matched a match with adopters
    placed_for_adoption a placement for adoption
    placement_ended the end of a placement for adoption
    adoption_order an adoption order
    adopted adoption
    special_guardianship_order a special guardianship order
    child_arrangements_order a child arrangements order
    long_term_fostering long-term fostering
    previous_permanence an earlier permanent home
    family_finding a search for a family
    foster_to_adopt_decision a decision to place with carers who may adopt
    foster_to_adopt_placement a placement with carers who may adopt
    other another step
""")  # fmt: skip
_list("permanence_steps.outcome", lines="""
    granted
    refused
    agreed
    placed
    reversed
    ended_by_needs_changed ended because the child's needs changed
    ended_by_court ended because the court made no order
    ended_by_no_adopters ended because no adopters were found
    ended_by_other ended for another reason
    continuing
    completed
    not_known not recorded
""")  # fmt: skip
_list("care_leavers.eligibility", lines="""
    eligible
    relevant
    former_relevant
    former_relevant_in_education former relevant, in education
    qualifying
    not_known not recorded
""")  # fmt: skip
_list("care_leavers.accommodation", lines="""
    with_parents_or_relatives with parents or relatives
    with_former_foster_carer with a former foster carer
    community_home a community home
    semi_independent semi-independent accommodation
    supported_lodgings supported lodgings
    foyer
    independent_living living independently
    ordinary_lodgings lodgings without support
    emergency_accommodation emergency accommodation
    bed_and_breakfast bed and breakfast
    custody
    residential_care residential care
    health_establishment a health establishment
    no_fixed_abode no fixed home
    deported
    gone_abroad abroad
    other another place
    not_known a place not recorded
""")  # fmt: skip
_list("care_leavers.activity", lines="""
    higher_education full-time higher education
    higher_education_part_time part-time higher education
    education full-time education other than higher
    education_part_time part-time education other than higher
    training_or_work full-time training or work
    training_or_work_part_time part-time training or work
    not_in_work_illness not in education, training or work, because of illness or disability
    not_in_work_parenting not in education, training or work, because of pregnancy or parenting
    not_in_work_other not in education, training or work, for another reason
    not_known an activity not recorded
""")  # fmt: skip
_list("missing_episodes.kind", lines="""
    missing
    away_without_permission
""")  # fmt: skip
_list("exploitation_screenings.kind", lines="""
    sexual_exploitation a screening for sexual exploitation
    criminal_exploitation a screening for criminal exploitation
    exploitation a screening for exploitation
    multi_agency_meeting a multi-agency meeting on exploitation
    national_referral_mechanism a referral to the national mechanism on modern slavery
    gang a screening for gang links
    trafficking a screening for trafficking
    other another screening
""")  # fmt: skip
_list("exploitation_screenings.level", lines="""
    none no indicators found
    low
    emerging
    moderate
    significant
    high
    discussed discussed at the meeting
    reasonable_grounds reasonable grounds
    conclusive_grounds conclusive grounds
    no_reasonable_grounds no reasonable grounds
    yes indicators found
    no no indicators found
    not_known not recorded
""")  # fmt: skip
_list("youth_offences.offence", lines="""
    violence violence against a person
    robbery
    theft
    burglary
    drugs
    weapon carrying a weapon
    knife carrying a knife
    sexual a sexual offence
    criminal_damage
    arson
    public_order a public order offence
    motoring a motoring offence
    vehicle_theft vehicle theft
    fraud
    racially_aggravated a racially aggravated offence
    breach breach of an order
    other another offence
    not_stated an offence not stated
""")  # fmt: skip
_list("youth_offences.outcome", lines="""
    no_further_action
    out_of_court an out-of-court outcome
    community_resolution a community resolution
    youth_caution a youth caution
    conditional_caution a youth conditional caution
    discharge a discharge
    fine a fine
    reparation_order a reparation order
    referral_order a referral order
    youth_rehabilitation_order a youth rehabilitation order
    detention a detention and training order
    custody
    remand
    not_guilty found not guilty
    withdrawn
    pending a decision pending
    not_known not recorded
""")  # fmt: skip
_list("visits.kind", lines="""
    child_in_need a child in need plan
    child_protection a child protection plan
    looked_after being looked after
    early_help
    assessment
    care_leaver leaving care
    home_visit a home visit
    other another plan
""")  # fmt: skip
_list("reviews.kind", lines="""
    child_in_need child in need review
    child_protection child protection review
    initial_conference initial child protection conference
    core_group
    looked_after looked-after review
    early_help early help review
    pathway_plan pathway plan review
    health health review
    education education review
    family_group_conference
    adult_care adult care review
    other other review
""")  # fmt: skip
_list("reviews.outcome", lines="""
    continue the plan continued
    end the plan was to end
    changed the plan was changed
    stepped_up a higher level of help followed
    stepped_down a lower level of help followed
    not_held the meeting was not held
    completed
    not_known not recorded
""")  # fmt: skip

# ---- education ----
_list("school_enrolments.status", lines="""
    single one school
    main the main of two schools
    subsidiary the second of two schools
    guest a guest pupil
    further_education further education
    other another arrangement
""")  # fmt: skip
_list("exclusions.kind", lines="""
    suspension
    lunchtime_suspension lunchtime suspension
    permanent_exclusion permanent exclusion
""")  # fmt: skip
_list("exclusions.reason", lines="""
    assault_pupil an assault on a pupil
    assault_adult an assault on an adult
    threat_pupil threatening or abusive words to a pupil
    threat_adult threatening or abusive words to an adult
    weapon a weapon or prohibited item
    bullying
    racist_abuse racist abuse
    sexuality_abuse abuse about sexual orientation or gender identity
    disability_abuse abuse about disability
    sexual_misconduct
    drugs_or_alcohol drugs or alcohol
    damage damage to property
    theft
    disruption persistent disruption
    online_misuse misuse of social media or online technology
    public_health_breach a breach of public health rules
    other another reason
    not_stated a reason not stated
""")  # fmt: skip
_list("sen_support.provision", lines="""
    sen_support special educational needs support
    education_health_care_plan an education, health and care plan
    request a request for an education, health and care assessment
    assessment an education, health and care needs assessment
    none no special educational provision
""")  # fmt: skip
_list("sen_support.need", lines="""
    specific_learning specific learning difficulty
    moderate_learning moderate learning difficulty
    severe_learning severe learning difficulty
    profound_multiple_learning profound and multiple learning difficulty
    social_emotional_mental_health social, emotional and mental health
    speech_language_communication speech, language and communication
    hearing
    vision sight
    multi_sensory more than one sense
    physical physical disability
    autism
    down_syndrome Down syndrome
    other another need
    not_assessed a need not yet assessed
    not_stated a need not stated
""")  # fmt: skip
_list("out_of_school.kind", lines="""
    missing_education
    home_education
    admission_refused
    admission_applied
    part_time_timetable a part-time timetable
    alternative_provision
""")  # fmt: skip
_list("neet_statuses.status", lines="""
    in_education in education
    in_training in training
    in_work in work
    not_in_education_employment_training not in education, work or training
    not_known with no activity known
""")  # fmt: skip

# ---- housing ----
_list("tenancies.tenure", lines="""
    secure a secure tenancy
    introductory an introductory tenancy
    flexible a fixed-term secure tenancy
    assured an assured tenancy
    assured_shorthold an assured shorthold tenancy
    non_secure a non-secure tenancy
    temporary a tenancy of temporary accommodation
    licence a licence
    leasehold a lease
    shared_ownership
    private_rent a private tenancy
    owner_occupied owner occupation
    use_and_occupation use and occupation
    other another tenure
    not_known a tenure not recorded
""")  # fmt: skip
_list("tenancies.end_reason", lines="""
    transferred a transfer to another home
    mutual_exchange an exchange of homes
    notice_given notice given by the tenant
    evicted_arrears an eviction for rent arrears
    evicted_behaviour an eviction for behaviour
    evicted an eviction
    abandoned the home was left
    died the tenant died
    moved_private a move to a private home
    moved_away a move away
    care_home a move to a care home
    prison a move to prison
    bought the home was bought
    succession another person took over the tenancy
    decant a move for works
    tenancy_converted the tenancy became another kind
    other another reason
    not_known not recorded
""")  # fmt: skip
_list("homelessness_applications.duty", lines="""
    prevention a duty to prevent homelessness
    relief a duty to relieve homelessness
    main the main housing duty
    interim interim accommodation
    not_homeless no duty: not homeless
    not_eligible no duty: not eligible
    no_duty no duty owed
    not_known a duty not recorded
""")  # fmt: skip
_list("homelessness_applications.reason", lines="""
    family_unwilling family no longer willing or able to accommodate
    friends_unwilling friends no longer willing or able to accommodate
    end_of_assured_shorthold the end of an assured shorthold tenancy
    end_of_private_tenancy the end of another private tenancy
    end_of_supported_housing the end of supported housing
    end_of_social_tenancy the end of a social tenancy
    relationship_breakdown a relationship that ended without violence
    domestic_abuse_victim domestic abuse, as a victim
    domestic_abuse_excluded exclusion from a property as the alleged perpetrator of domestic abuse
    racial_violence racially motivated violence or harassment
    other_violence other violence or harassment
    left_institution leaving an institution
    left_asylum_accommodation leaving asylum accommodation
    fire_flood_emergency fire, flood or emergency
    mortgage_repossession
    disrepair
    left_armed_forces leaving the armed forces
    rent_arrears
    other another reason
    not_known a reason not recorded
""")  # fmt: skip
_list("homelessness_applications.outcome", lines="""
    secured_existing_home the existing home was secured for six months or more
    secured_other_home another home was secured for six months or more
    social_tenancy_offered an offer of a social tenancy
    private_offer_accepted an offer of a private tenancy
    homeless homelessness continued
    time_elapsed the time of the duty ran out
    main_duty_accepted the main housing duty was accepted
    intentionally_homeless found intentionally homeless
    offer_refused an offer was refused
    no_priority_need no priority need
    no_longer_eligible no longer eligible
    contact_lost contact was lost
    withdrawn the application was withdrawn
    referred_to_other_council referred to another council
    not_cooperating the duty ended for refusal to cooperate
    died the applicant died
    no_duty no duty was owed
    other another outcome
    not_known not recorded
""")  # fmt: skip
_list("homelessness_needs.need", lines="""
    aged_16_17 being aged 16 or 17
    aged_18_25 being aged 18 to 25 and needing support
    young_parent being a young parent
    care_leaver_18_20 being a care leaver aged 18 to 20
    care_leaver_21_plus being a care leaver aged 21 or over
    physical_health physical ill health or disability
    mental_health mental health
    learning_disability learning disability
    sexual_abuse_or_exploitation sexual abuse or exploitation
    domestic_abuse
    other_abuse other abuse
    drug_dependency
    alcohol_dependency
    offending_history
    repeat_homelessness
    rough_sleeping rough sleeping
    former_asylum_seeker having been an asylum seeker
    old_age
    armed_forces service in the armed forces
    education_employment_training access to education, work or training
    modern_slavery
    other another need
    none no support need
""")  # fmt: skip
_list("temporary_accommodation.kind", lines="""
    bed_and_breakfast bed and breakfast
    nightly_paid nightly paid self-contained accommodation
    hostel a hostel
    refuge a refuge
    private_leased a leased private home
    council_or_association_home a council or housing association home
    other_private another private landlord's home
    other another kind of accommodation
    not_known a kind not recorded
""")  # fmt: skip
_list("housing_register.reason", lines="""
    overcrowding
    medical a medical need
    homeless homelessness
    decant works to the present home
    domestic_abuse
    under_occupation a home larger than needed
    disrepair
    harassment
    leaving_care
    key_worker work in a key service
    welfare a welfare need
    moving_on a move on from supported housing
    other another reason
    none no reason of priority
    not_known a reason not recorded
""")  # fmt: skip
_list("housing_register.band", lines="""
    emergency emergency
    band_a A
    band_b B
    band_c C
    band_d D
    band_e E
    none no band
    not_known not recorded
""")  # fmt: skip
_list("antisocial_behaviour.kind", lines="""
    noise
    verbal_abuse
    threats
    harassment
    violence
    drugs
    alcohol
    damage damage to property
    vandalism
    hate_incident
    domestic_abuse
    nuisance
    litter
    animals nuisance from animals
    vehicles nuisance from vehicles
    garden_or_condition the condition of a home or garden
    hoarding
    fire_setting fire setting
    gangs
    cuckooing a home taken over by others
    criminal_behaviour
    other another kind of behaviour
    not_stated a kind not stated
""")  # fmt: skip
_list("antisocial_behaviour.role", lines="""
    complainant
    alleged
    witness
""")  # fmt: skip
_list("antisocial_behaviour.outcome", lines="""
    resolved
    no_further_action
    warning a warning
    acceptable_behaviour_contract an acceptable behaviour contract
    mediation
    injunction an injunction
    notice_of_possession a notice seeking possession
    possession_order a possession order
    eviction
    community_protection_notice a community protection notice
    passed_to_police passed to the police
    passed_to_other_service passed to another service
    support_offered support offered
    not_substantiated not substantiated
    withdrawn withdrawn by the complainant
    moved one party moved
    other another outcome
    not_known not recorded
""")  # fmt: skip

# ---- money ----
_list("council_tax_accounts.discount", lines="""
    single_person the single person discount
    council_tax_reduction
    student the student exemption
    student_discount the discount for students
    carer the discount for carers
    severe_mental_impairment the severe mental impairment discount
    disabled_relief the reduction for disabilities
    hospital_or_care_home the exemption of a home left for hospital or care
    care_received_elsewhere the exemption of a home left to receive care
    care_given_elsewhere the exemption of a home left to give care
    prison the exemption of a home left for prison
    deceased the exemption after a death
    repossessed the exemption of a repossessed home
    occupation_forbidden the exemption of a home that may not be lived in
    all_under_18 the exemption of a home of under-18s
    annexe the exemption of an annexe
    armed_forces the armed forces exemption
    care_leaver the care leaver discount
    diplomat the diplomatic exemption
    clergy the exemption of a home kept for clergy
    empty the discount of an empty home
    second_home the second home charge
    hardship hardship relief
    disregard a disregarded adult
    exempt an exemption
    other another discount
    none no discount
""")  # fmt: skip
_list("council_tax_accounts.band", lines="""
    a A
    b B
    c C
    d D
    e E
    f F
    g G
    h H
""")  # fmt: skip
_list("benefit_claims.kind", lines="""
    housing_benefit Housing Benefit
    council_tax_reduction Council Tax Reduction
    both Housing Benefit and Council Tax Reduction
    universal_credit Universal Credit
""")  # fmt: skip
_list("benefit_claims.end_reason", lines="""
    income_changed income changed
    capital_changed savings changed
    moved a move
    moved_away a move out of the area
    moved_to_universal_credit a move to Universal Credit
    work_started work began
    claimant_died the claimant died
    information_not_given information asked for was not given
    household_changed the household changed
    withdrawn the claimant withdrew
    suspended
    not_entitled no longer entitled
    other another reason
    not_known not recorded
""")  # fmt: skip
_list("recovery_actions.debt", lines="""
    council_tax council tax
    rent
    benefit_overpayment a benefit overpayment
    other another debt
""")  # fmt: skip
_list("recovery_actions.step", lines="""
    bill a bill
    reminder a reminder
    second_reminder a second reminder
    final_notice a final notice
    summons a summons
    liability_order a liability order
    arrangement an agreement to pay
    arrangement_kept an agreement to pay kept
    arrangement_broken an agreement to pay broken
    attachment_of_earnings an attachment of earnings
    attachment_of_benefit deductions from benefit
    enforcement_agent passing the debt to enforcement agents
    charging_order a charging order
    bankruptcy bankruptcy proceedings
    committal committal proceedings
    letter a letter
    second_letter a second letter
    warning_letter a letter before legal action
    contact contact with the tenant
    notice_of_seeking_possession a notice of seeking possession
    notice_to_quit a notice to quit
    court_application an application to court
    court_hearing a court hearing
    possession_order a possession order
    suspended_possession_order a suspended possession order
    eviction_warrant a warrant of eviction
    eviction an eviction
    money_judgment a money judgment
    breathing_space a breathing space
    pause a pause in recovery
    hold a hold on recovery
    overpayment_found an overpayment found
    write_off writing off the debt
    paid payment in full
    other another step
""")  # fmt: skip
_list("welfare_payments.kind", lines="""
    discretionary_housing_payment discretionary housing payment
    household_support_fund household support fund payment
    local_welfare local welfare payment
    hardship_relief council tax hardship relief
    section_17 payment under section 17
    food_voucher food voucher
    fuel_voucher fuel voucher
    rent_deposit help with a rent deposit
    other other payment
""")  # fmt: skip
_list("welfare_payments.outcome", lines="""
    paid
    refused
    part_paid paid in part
    withdrawn
    pending waiting for a decision
    not_known not recorded
""")  # fmt: skip

# ---- adults ----
_list("adult_referrals.route", lines="""
    hospital_discharge discharge from hospital
    hospital_diversion diversion from hospital services
    community the community or another route
    planned_transition a planned move from children's services
    prison
    self_funder having paid for their own care
    reablement_discharge discharge from reablement
    other_council a transfer from another council
    safeguarding
    not_known a route not recorded
""")  # fmt: skip
_list("adult_referrals.reason", "adult_services.reason", lines="""
    physical_access help with access and mobility
    physical_personal_care help with personal care
    physical_support physical support
    sight support with sight
    hearing support with hearing
    dual_sensory support with sight and hearing
    memory_cognition support with memory and cognition
    learning_disability learning disability support
    mental_health mental health support
    substance_misuse support with alcohol or drugs
    asylum support as an asylum seeker
    social_isolation support with social isolation
    carer_support support to a carer
    safeguarding
    equipment equipment or adaptations
    information information and advice
    other another reason
    not_stated a reason not stated
""")  # fmt: skip
_list("adult_referrals.outcome", "adult_assessments.outcome", "adult_services.outcome", lines="""
    progress_to_assessment an assessment followed
    progress_to_reablement reablement followed
    progress_to_services support planning or services followed
    progress_to_financial_assessment a financial assessment followed
    progress_to_end_of_life_care end of life care followed
    admitted_to_hospital admitted to hospital
    no_change no change in the support
    changed the support was changed
    ended_as_planned ended as planned
    independent no further support was needed
    reduced_support a lower level of support followed
    increased_support a higher level of support followed
    care_home a move to a care home
    no_services no services were provided
    declined support was declined
    deceased the person died
    moved_to_other_council a move to another council
    self_funding the person arranged their own care
    signposted directed to universal services
    safeguarding a safeguarding concern was raised
    no_further_action
    other another outcome
    not_known not recorded
""")  # fmt: skip
_list("adult_assessments.kind", lines="""
    needs_assessment an assessment of care and support needs
    short_term_assessment an assessment for short-term support
    long_term_assessment an assessment for long-term support
    carer_assessment a carer's assessment
    combined_assessment a combined assessment with the carer
    review a planned review
    unplanned_review an unplanned review
    occupational_therapy an occupational therapy assessment
    mental_capacity a mental capacity assessment
    financial_assessment a financial assessment
    continuing_health_care a continuing health care assessment
    transition_assessment an assessment before turning 18
    other another assessment
""")  # fmt: skip
_list("adult_services.kind", lines="""
    reablement reablement
    short_term_low_level ongoing low-level support
    short_term_other other short-term support
    nursing_care nursing care
    residential_care residential care
    community_support community support
    home_care care at home
    day_care day care
    direct_payment a direct payment
    supported_living supported living
    extra_care extra care housing
    shared_lives Shared Lives
    equipment equipment
    telecare telecare
    meals meals
    transport transport
    respite respite
    prison_support support in prison
    carer_direct support direct to a carer
    carer_via_cared_for support to a carer by way of the person cared for
    aftercare_117 aftercare under section 117
    other another service
    not_known a service not recorded
""")  # fmt: skip
_list("adult_safeguarding.stage", lines="""
    concern a safeguarding concern
    enquiry a safeguarding enquiry
    other_enquiry a safeguarding enquiry of another kind
    case_conference a safeguarding case conference
    deprivation_of_liberty a deprivation of liberty authorisation
    protection_plan a safeguarding protection plan
    review a safeguarding review
    multi_agency_domestic_abuse a multi-agency conference on domestic abuse
""")  # fmt: skip
_list("adult_safeguarding.kind", lines="""
    physical physical abuse
    domestic_abuse
    sexual sexual abuse
    psychological psychological abuse
    financial financial or material abuse
    modern_slavery
    discriminatory discriminatory abuse
    organisational organisational abuse
    neglect neglect or acts of omission
    self_neglect self-neglect
    hoarding
    sexual_exploitation sexual exploitation
    multiple more than one kind of abuse
    other another kind of abuse
    not_stated a kind not stated
""")  # fmt: skip
_list("adult_safeguarding.outcome", lines="""
    risk_removed the risk was removed
    risk_reduced the risk was reduced
    risk_remained the risk remained
    no_risk_found no risk was found
    no_action no action was taken
    substantiated
    partly_substantiated
    not_substantiated
    inconclusive
    enquiry_followed an enquiry followed
    no_further_action
    granted
    not_granted
    ceased ceased at the person's request
    outcomes_met the person's wished outcomes were met
    outcomes_partly_met the person's wished outcomes were partly met
    outcomes_not_met the person's wished outcomes were not met
    not_known not recorded
""")  # fmt: skip
_list("hospital_stays.method", lines="""
    emergency an emergency
    planned a planned stay
    transfer a transfer
    maternity
    not_known a reason not recorded
""")  # fmt: skip
_list("hospital_stays.destination", lines="""
    home
    home_with_support home with support
    home_with_reablement home with reablement
    short_term_bed a short-term bed
    care_home a care home
    nursing_home a nursing home
    hospital another hospital
    hospice a hospice
    temporary_accommodation temporary accommodation
    family the home of family or friends
    died the person died
    other another place
    not_known a place not recorded
""")  # fmt: skip
_list("health_flags.condition", lines="""
    mental_health a mental health need
    self_harm self-harm
    substance_misuse a need about alcohol or drugs
    alcohol a need about alcohol
    drugs a need about drugs
    physical_disability a physical disability
    long_term_illness a long-term illness
    learning_disability a learning disability
    autism autism
    adhd ADHD
    dementia dementia
    hearing a hearing impairment
    vision a sight impairment
    dual_sensory a sight and hearing impairment
    mobility a mobility need
    personal_care a need for help with personal care
    communication a communication need
    incontinence a continence need
    hand_function an impairment of hand function
    behaviour a condition that affects behaviour
    consciousness a condition that affects consciousness
    frailty frailty
    falls a fall
    diabetes diabetes
    asthma asthma
    epilepsy epilepsy
    copd a long-term lung condition
    heart_condition a heart condition
    stroke a stroke
    cancer cancer
    respiratory a respiratory condition
    pregnancy pregnancy
    end_of_life end of life care
    pressure_sore a pressure sore
    health_check_missed a health check not done
    dental_check_missed a dental check not done
    immunisations_missed immunisations not up to date
    strengths_difficulties_17_plus a strengths and difficulties score of 17 or more
    medical_for_injury a child protection medical
    clinically_vulnerable clinical vulnerability
    aftercare_117 aftercare under section 117 of the Mental Health Act
    continuing_health_care NHS continuing health care
    other another health need
    none no health need
""")  # fmt: skip
_list("unpaid_carers.hours_per_week", lines="""
    0_19 up to 19 hours a week
    20_49 20 to 49 hours a week
    50_99 50 to 99 hours a week
    100_plus 100 hours a week or more
    not_known the number of hours is not recorded
""")  # fmt: skip
_list("unpaid_carers.support", lines="""
    direct_payment a direct payment
    personal_budget a managed personal budget
    commissioned_support support that the council commissioned
    respite respite
    information_advice information and advice
    support_to_cared_for support to the person cared for
    emergency_plan an emergency plan
    declined support declined
    none no support
    not_known support not recorded
""")  # fmt: skip

# ---- notes and ours ----
_SERVICES = """
    children children's social care
    early_help
    youth_justice
    leaving_care
    adults adult social care
    housing
    homelessness
    revenues revenues and benefits
    benefits
    education
    school_attendance
    special_educational_needs
    health
    community_safety
    other another service
"""
_list("notes.service", "service_involvements.service", lines=_SERVICES)
_list("notes.author_role", "service_involvements.role", lines="""
    social_worker
    allocated_social_worker allocated social worker
    early_help_worker
    lead_practitioner
    family_support_worker
    youth_justice_worker
    personal_adviser
    independent_reviewing_officer
    adoption_worker
    conference_chair
    team_manager
    service_manager
    housing_officer
    homelessness_officer
    income_officer
    benefits_officer
    revenues_officer
    attendance_officer
    special_needs_officer special educational needs officer
    school_staff member of school staff
    virtual_school_head
    occupational_therapist
    care_coordinator
    best_interests_assessor
    reablement_worker
    health_visitor
    school_nurse
    nurse
    case_owner
    referrer
    administrator
    other another role
    not_known a role not recorded
""")  # fmt: skip
_list("notes.kind", lines="""
    home_visit home visit
    phone_call phone call
    email e-mail
    letter letter
    text_message text message
    meeting meeting
    supervision
    case_recording case recording
    case_summary case summary
    management_decision management decision
    office_visit office visit
    video_call video call
    assessment
    plan
    other other note
""")  # fmt: skip
_list("consents.kind", lines="""
    early_help work with early help
    information_sharing sharing information
    assessment an assessment
    support support
    direct_payment a direct payment
    contact being contacted
    other another matter
""")  # fmt: skip

"""Names by community, made by hand for Larkmere: short lists of common names, no person's in particular."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one community. `older` forenames are those of people born before 1970, where fashions changed."""

    male: tuple[str, ...]
    female: tuple[str, ...]
    surnames: tuple[str, ...]
    older_male: tuple[str, ...] = ()
    older_female: tuple[str, ...] = ()
    female_surnames: tuple[str, ...] = ()


def words(text: str) -> tuple[str, ...]:
    """Part a list of names at its spaces."""
    return tuple(text.split())


LISTS: dict[str, Names] = {
    "english": Names(
        words("""Oliver Jack Harry George Alfie Charlie Archie Freddie Tommy Ronnie Reggie Mason Tyler Kai Callum Ryan
            Connor Luke Ben Daniel Lee Craig Darren Jamie Scott Dean Adam Matthew Joshua Thomas William Billy Bobby
            Teddy Jayden Louis Leo Noah Jenson Kieran Bradley Ashley Robert James Michael Christopher Stephen"""),
        words("""Olivia Amelia Isla Ava Poppy Lily Ella Grace Evie Sienna Daisy Ruby Maisie Ellie Chloe Jessica Megan
            Gemma Kelly Stacey Hayley Natalie Kerry Donna Lisa Michelle Tracey Claire Emma Laura Rebecca Sarah Katie
            Lauren Paige Courtney Skye Summer Lola Millie Freya Florence Elsie Ivy Nicola Catherine Elizabeth"""),
        words("""Smith Jones Taylor Brown Wilson Evans Johnson Roberts Walker Wright Robinson Thompson White Hughes
            Edwards Green Hall Wood Harris Lewis Clarke Jackson Turner Hill Cooper Ward Moore Baker Harrison Morgan
            Allen James Scott Watson Parker Bennett Young Cook Shaw Marshall Palmer Mills Webb Fisher Barker Chapman
            Pearce Lawrence Fuller Stokes Bishop Dyer Potter Skinner Cutler Tyrell Gosling Hockley Rayner Sewell
            Whitaker Smythe-Jones Barrett-Lowe Hartnell Osborne Perrin Quinton Sadler Thorogood Underhill Wakeling"""),
        words("""Ronald Kenneth Derek Brian Raymond Dennis Terence Alan Keith Roy Barry Leonard Stanley Albert Frank
            Ernest Sidney Arthur Harold Norman Peter Geoffrey Philip Colin Trevor Gordon Roger Malcolm"""),
        words("""Doreen Maureen Jean Joan Sheila Brenda Beryl Pamela Shirley Eileen Iris Hilda Vera Gladys Margaret
            Patricia Barbara Rita June Valerie Sylvia Joyce Marjorie Carol Janet Linda Christine Susan"""),
    ),
    "irish": Names(
        words("Seán Patrick Liam Conor Eoin Declan Cillian Rory Finbar Brendan Niall Kevin Aidan Cormac Dara Fergal"),
        words("Siobhán Niamh Aoife Ciara Sinéad Róisín Gráinne Orla Bridget Maeve Deirdre Caoimhe Nuala Fionnuala"),
        words("""O'Brien O'Connor Murphy Kelly Byrne Ryan O'Sullivan Walsh McCarthy Gallagher Doherty McDonagh Nolan
            Fitzgerald O'Neill Quinn Kavanagh Flanagan McLoughlin Brennan Ward Connors"""),
    ),
    "yoruba": Names(
        words("""Oluwaseun Adebayo Babatunde Olumide Ayodeji Temitope Oluwafemi Kehinde Taiwo Adewale Olamide Tunde
            Gbenga Damilare Segun Ifeoluwa Ayomide David Samuel Emmanuel Daniel Joshua Michael"""),
        words("""Folake Oluwadamilola Temitope Yetunde Abimbola Adeola Bukola Titilayo Funmilayo Ayomide Omolara
            Modupe Kehinde Taiwo Oluwakemi Ifeoluwa Tolulope Simisola Grace Deborah Esther Blessing Mary"""),
        words("""Adeyemi Ogunleye Adebayo Akinola Oladipo Balogun Afolabi Ogunbanjo Olaniyan Adeleke Oyelaran Bankole
            Fashola Akande Adekunle Oyewole Olatunji Ayodele Adesina Babalola Odukoya Salako Lawal"""),
    ),
    "igbo": Names(
        words("""Chukwuemeka Chidiebere Obinna Ikenna Nnamdi Kelechi Uchenna Emeka Ifeanyi Chinedu Kenechukwu Somto
            Tobenna Ugochukwu Ebuka Victor Kingsley Anthony"""),
        words("""Chioma Ngozi Adaeze Ifeoma Nkechi Chiamaka Amarachi Nneka Uju Obiageli Oluchi Kosisochukwu Chidinma
            Ebere Amaka Chinwe Gift Favour Mercy"""),
        words("""Okafor Okonkwo Nwosu Eze Obi Onyekachi Nwachukwu Okeke Igwe Anyanwu Uzor Chukwu Nnadi Okoro Ibe
            Madu Onuoha Ezeugo Umeh"""),
    ),
    "akan": Names(
        words("Kwabena Emmanuel Kwame Samuel Nana Isaac Prince Ebenezer Joseph Derrick Kelvin Felix Francis Stephen"),
        words("Abena Grace Akosua Comfort Adwoa Esther Nana Vida Gifty Priscilla Mavis Felicia Rita Naomi Linda"),
        words("""Mensah Owusu Boateng Asante Osei Appiah Agyeman Ofori Amoah Addo Frimpong Antwi Adjei Boakye
            Acheampong Sarpong Opoku Asare Yeboah Donkor"""),
    ),
    "somali": Names(
        words("""Mohamed Abdi Ahmed Hassan Ali Ibrahim Abdullahi Yusuf Omar Ismail Abdirahman Jama Warsame Mahad
            Liban Guled Farah Hussein Bile Abshir Zakaria Ayanle"""),
        words("""Amina Fadumo Halima Hodan Ayan Sahra Khadija Ifrah Nimco Hibo Idil Asha Maryan Zeinab Deqa Ubah
            Sagal Faiza Hamdi Ilhan Rahma"""),
        words("Mohamed Abdi Ahmed Hassan Ali Ibrahim Warsame Farah Jama Nur Osman Duale Aden Hersi Samatar Elmi"),
    ),
    "bengali": Names(
        words("""Mohammed Abdul Rafiq Shahid Kamal Jamal Faisal Tanvir Imran Saiful Nazrul Rakib Sabbir Tareq Zubair
            Anwar Mizanur Habibur Fahim Ayaan Rayhan Ibrahim Yusuf Adnan"""),
        words("""Fatima Nasrin Rehana Shirin Rukhsana Taslima Ayesha Nazma Sultana Farzana Jannat Sadia Tasnim Maryam
            Zara Anika Nusrat Halima Rahima Shahana Mahbuba Sumaiya"""),
        words("Miah Uddin Ali Rahman Islam Hussain Ahmed Choudhury Khan Hoque Haque Alam Karim Chowdhury Kabir"),
        female_surnames=words("Begum Khatun Akter Bibi Begum Sultana Akhtar Khanom Begum Chowdhury Rahman Islam"),
    ),
    "pakistani": Names(
        words("""Muhammad Ahmed Usman Bilal Hamza Imran Tariq Zahid Asif Kashif Waqas Adeel Faisal Hassan Ibrahim
            Zain Saad Rizwan Nadeem Shahzad Arshad Junaid Haris Yusuf Danyal"""),
        words("""Aisha Fatima Zainab Sana Saima Nadia Shazia Rabia Hina Amna Maryam Sadia Uzma Iqra Noor Hafsa Khadija
            Shabana Nasreen Farah Zoya Anum Mahnoor Sumera"""),
        words("""Khan Hussain Ahmed Malik Butt Iqbal Mahmood Shah Mirza Qureshi Chaudhry Akhtar Raja Sheikh Javed
            Aslam Anwar Rafiq Siddiqui Bhatti Mughal Dar"""),
        female_surnames=words("Bibi Begum Kausar Akhtar Parveen Bibi Khan Malik Hussain Ahmed Shah Iqbal Mahmood"),
    ),
    "punjabi": Names(
        words("""Harpreet Gurpreet Jaspreet Manjit Balwinder Sukhdev Amrit Rajinder Gurdeep Kuldip Harjit Arjan
            Jasdeep Parminder Karan Tejinder Surinder Ranjit"""),
        words("""Harpreet Gurpreet Jaspreet Manjit Balwinder Simran Amrit Rajinder Navdeep Kuldip Harleen Jasleen
            Parminder Kiran Surinder Ravinder Mandeep Sukhvir"""),
        words("Gill Sandhu Dhillon Sidhu Grewal Bains Johal Sohal Dhaliwal Mann Brar Virdi Bhogal Chana Sagoo"),
    ),
    "gujarati": Names(
        words("Rakesh Nilesh Hitesh Jayesh Kiran Dinesh Bhavesh Ashok Vijay Mahesh Chirag Dhruv Rohan Aarav Ishaan"),
        words("Nisha Hina Bhavna Kalpana Jyoti Meena Sejal Hetal Komal Priya Pooja Riya Diya Anjali Rekha Urmila"),
        words("Patel Shah Mehta Desai Joshi Parmar Solanki Chauhan Bhatt Trivedi Amin Vyas Panchal Modi Thakkar"),
    ),
    "tamil": Names(
        words("Suresh Kumar Ramesh Ganesh Sivakumar Rajan Prakash Mohan Aravinth Dinesh Kavin Arun Senthuran Pranav"),
        words("Kavitha Priya Lakshmi Meena Sivani Thusha Anitha Vasanthi Abirami Nila Kalyani Sumathi Tharani Yalini"),
        words("Sivalingam Rajaratnam Kandasamy Selvarajah Nadarajah Thiruchelvam Ponnampalam Arulanantham Krishnan"),
    ),
    "romanian": Names(
        words("""Andrei Alexandru Mihai Ionuț Florin Cristian Marian Gheorghe Vasile Daniel Bogdan Adrian Ștefan
            Constantin Nicolae Luca Matei David Răzvan Cătălin"""),
        words("""Ioana Maria Elena Andreea Mihaela Cristina Georgiana Alexandra Daniela Ana Gabriela Simona Larisa
            Denisa Sofia Ștefania Florentina Roxana Mădălina"""),
        words("""Popescu Ionescu Popa Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu Șerban Lazăr
            Marin Tudor Dobre Nistor Bălan Cojocaru Țurcanu"""),
    ),
    "bulgarian": Names(
        words("Georgi Ivan Dimitar Nikolay Petar Hristo Stefan Todor Aleksandar Vasil Plamen Stoyan Rumen Boyan"),
        words("Maria Elena Desislava Ivanka Radka Viktoria Galina Milena Daniela Nadezhda Stefka Yana Tsvetelina"),
        words("Ivanov Georgiev Dimitrov Petrov Nikolov Hristov Stoyanov Todorov Angelov Vasilev Kolev Marinov Iliev"),
    ),
    "lithuanian": Names(
        words("Tomas Mantas Lukas Jonas Andrius Darius Marius Paulius Mindaugas Vytautas Rokas Karolis Dominykas"),
        words("Rūta Eglė Jurgita Rasa Daiva Kristina Gabija Austėja Ieva Lina Viktorija Živilė Monika Ugnė"),
        words("Kazlauskas Petrauskas Jankauskas Stankevičius Butkus Balčiūnas Urbonas Žukauskas Paulauskas Navickas"),
    ),
    "polish": Names(
        words("Piotr Krzysztof Tomasz Paweł Marcin Michał Jakub Łukasz Kamil Mateusz Wojciech Dawid Filip Szymon Jan"),
        words("Anna Katarzyna Małgorzata Agnieszka Joanna Magdalena Monika Aleksandra Natalia Zofia Julia Ewa Kinga"),
        words("Kowalski Wiśniewski Nowak Kamiński Lewandowski Zieliński Wójcik Szymański Woźniak Dąbrowski Mazur "
               "Krawczyk Jaworski Pawłowski Wróbel"),
    ),
    "albanian": Names(
        words("Arben Besnik Dritan Ardit Fatmir Ilir Agron Klajdi Ermal Gëzim Luan Besim Endrit Erion Artan"),
        words("Elira Mirela Arta Blerta Drita Vjosa Albana Teuta Fatjona Ornela Shpresa Anisa Klea Ardita Lule"),
        words("Hoxha Shehu Krasniqi Berisha Gashi Leka Dervishi Prifti Kola Marku Gjoni Bajrami Zeqiri Çela"),
    ),
    "turkish": Names(
        words("Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Murat Emre Burak Yusuf Kerem Deniz Ömer Can"),
        words("Ayşe Fatma Emine Hatice Zeynep Elif Merve Özlem Gülşen Sevgi Defne Ebru Yasemin Melek Nur"),
        words("Yılmaz Kaya Demir Şahin Çelik Yıldız Öztürk Aydın Arslan Doğan Kılıç Aslan Çetin Koç Kurt"),
    ),
    "portuguese": Names(
        words("João António Francisco José Tiago Nuno Rui Paulo Miguel Gonçalo Rafael Duarte Luís Carlos Edson"),
        words("Maria Ana Inês Beatriz Joana Catarina Sofia Mariana Leonor Cátia Sónia Vânia Helena Fernanda Luísa"),
        words("Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Fernandes Gonçalves Gomes Lopes "
               "Marques Almeida Ribeiro Conceição Simões"),
    ),
    "caribbean": Names(
        words("""Marcus Leroy Devon Jermaine Tyrone Andre Curtis Dwayne Nathaniel Isaiah Malachi Winston Delroy Errol
            Glenroy Kyron Tyrell Reuben Elijah Jerome"""),
        words("""Shanice Keisha Tanisha Chantelle Simone Jacqueline Beverley Yvonne Marcia Naomi Aaliyah Destiny
            Latoya Monique Charmaine Rochelle Imani Sandra Tiana"""),
        words("""Campbell Williams Brown Grant Reid Francis Gordon Henry Clarke Morrison Bailey Lewis Thompson Douglas
            Samuels Barnett Blake Powell Wright Palmer Beckford Pinnock"""),
        words("Winston Delroy Errol Glenroy Carlton Lloyd Vincent Neville Clive Desmond"),
        words("Beverley Yvonne Marcia Sandra Gloria Merle Hyacinth Pearl Veronica Dorothy"),
    ),
    "vietnamese": Names(
        words("Minh Tuấn Hùng Dũng Quang Long Nam Phong Đức Khoa Bảo Huy Sơn Thành Tiến"),
        words("Lan Hương Linh Mai Thảo Ngọc Trang Hoa Thu Phương Anh Yến Hạnh Vy Nhung"),
        words("Nguyễn Nguyễn Nguyễn Trần Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô"),
    ),
    "chinese": Names(
        words("Wei Jun Hao Ming Jian Zhiqiang Jianhua Yichen Haoran Zixuan Kwok-Wai Chi-Ming Ka-Ho Siu-Fung"),
        words("Li Fang Xiu Mei Jing Yan Xiaoling Yuting Ruoxi Zihan Mei-Ling Wing-Yan Ka-Yan Suk-Yee"),
        words("Chen Wang Li Zhang Lin Huang Wong Chan Cheung Lam Leung Zhao Wu Zhou Ng"),
    ),
}  # fmt: skip

AKAN_DAY_NAMES = {  # by weekday of birth, Monday first: male, female
    0: ("Kojo", "Adwoa"), 1: ("Kwabena", "Abena"), 2: ("Kwaku", "Akua"), 3: ("Yaw", "Yaa"),
    4: ("Kofi", "Efua"), 5: ("Kwame", "Ama"), 6: ("Kwasi", "Akosua"),
}  # fmt: skip
ENGLISH_KNOWN_AS = words("Tony Annie Kelvin Jenny Vicky Jason Cindy Tommy Ivy Ray Amy Kenny Fiona Leo Winnie")

CANARY_SURNAMES = words("""Quillfeather Zyblewick Thrumbleby Oxenstrake Vantongeren-Moss Pellyquist Wexlethorpe
    Grimbledown Larkspurrow Yaddlestone Fenwhistle Kettlebrand""")
"""Names that stand nowhere else: what bears them is easily found wherever it should not be."""

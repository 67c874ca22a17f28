"""Pairs of made-up people, of every kind that a referral that comes again may be: the same person, or two.

A person is written as `name | born | phone`, with what is not known left out.
"""

from datetime import date

from services.referral.domain import age
from services.referral.matching.rules.person import Person
from shared.kernel import phones

MUM = "0412 345 678"
SAME: dict[str, list[tuple[str, str]]] = {
    "vietnamese": [
        ("Nguyễn Thị Lan | 1951-04-03", "Lan Nguyen | 1951-04-03"),
        ("Đặng Văn Đức | 1948-11-20", "Duc Dang | 1948-11-20"),
        ("Trần Minh Anh | 1960-02-14", "Minh Anh Tran | 1960-02-14"),
        ("Đỗ Thị Hương | 1955-06-30", "Huong Do | 1955"),
        ("Huỳnh Ngọc Thủy | 1962-09-09 | 0412 345 678", "Thuy Hoang | 1962-09-09 | 0412 345 678"),
        ("Lê Văn Hùng | 1950-12-01", "Henry Le | 1950-12-01"),
        ("Phạm Thị Yến | 1947-03-08", "Pham Yen | 1947-08-03"),
        ("Bùi Quang Vinh | 1958-10-10", "VINH QUANG BUI | 1958-10-10"),
    ],
    "chinese": [
        ("王小明 | 1953-05-05", "Xiaoming Wang | 1953-05-05"),
        ("陳美玲 | 1949-07-21", "Chan Mei Ling | 1949-07-21"),
        ("Xiao Ming Wang | 1953-05-05", "Wang Xiaoming | 1953-05-05"),
        ("黃志偉 | 1961-01-30", "Chi-Wai Wong | 1961-01-30"),
        ("李國強 | 1945-08-17", "Li Guoqiang | 1945-08-17"),
        ("張麗華 | 1957-12-12", "Cheung Lai Wah | 1957-12-12"),
        ("김민수 | 1966-04-19", "Kim Min-su | 1966-04-19"),
        ("이영희 | 1954-10-02", "Lee Young Hee | 1954-10-02"),
    ],
    "arabic and somali": [
        ("محمد حسين | 1958-03-22", "Mohammed Hussain | 1958-03-22"),
        ("فاطمة حداد | 1963-09-14", "Fatima Haddad | 1963-09-14"),
        ("Mohamed Abdi Warsame | 1950-11-05", "Maxamed Cabdi Warsame | 1950-11-05"),
        ("Khaled Mansour | 1949-02-27", "Khalid Mansur | 1949-02-27"),
        ("Youssef El-Masri | 1955-06-18", "Yusuf Almasri | 1955-06-18"),
        ("Zainab Karimi | 1970-08-08", "Zeynab Kareemi | 1970-08-08"),
        ("Abdirahman Jama | 1961-12-25", "Cabdiraxmaan Jama | 1961-12-25"),
        ("Leila Rahimi | 1968-05-16", "لیلا رحیمی | 1968-05-16"),
    ],
    "greek and italian": [
        ("Konstantinos Papadopoulos | 1941-10-28", "Con Papadopoulos | 1941-10-28"),
        ("Παναγιώτα Γεωργίου | 1944-03-25", "Panagiota Georgiou | 1944-03-25"),
        ("Vasiliki Economou | 1947-08-15", "Vicky Oikonomou | 1947-08-15"),
        ("Dimitrios Karras | 1939-12-06", "Jim Karras | 1939-12-06"),
        ("Giuseppe Rizzo | 1938-03-19", "Joe Rizzo | 1938-03-19"),
        ("Concetta Barbieri | 1946-05-01", "Connie Barbieri | 1946-05-01"),
        ("Salvatore Lombardi | 1943-11-04", "Sam Lombardi | 1943-11-04"),
        ("Evangelia Makris | 1950-04-23", "Lia Makris | 1950-04-23"),
    ],
    "married and hyphened": [
        ("Maria Rossi | 1948-06-02 | 0412 345 678", "Maria Bianchi | 1948-06-02 | 0412 345 678"),
        ("Anne Smith-Hartley | 1955-01-09", "Anne Hartley | 1955-01-09"),
        ("Susan Pemberton | 1961-07-17", "Susan Pemberton Walsh | 1961-07-17"),
        ("Kathleen O'Brien | 1950-09-28", "Kathleen OBrien | 1950-09-28"),
        ("Mary McDonald | 1944-02-11", "Mary Mc Donald | 1944-02-11"),
        ("Elizabeth Cartwright (nee Haversham) | 1952-10-31", "Elizabeth Haversham | 1952-10-31"),
    ],
    "nicknames": [
        ("Katarzyna Kowalska | 1958-04-04", "Kasia Kowalski | 1958-04-04"),
        ("Małgorzata Wiśniewska | 1951-12-19", "Gosia Wisniewska | 1951-12-19"),
        ("Volodymyr Shevchenko | 1949-08-24", "Володимир Шевченко | 1949-08-24"),
        ("William Oakden | 1940-05-13", "Bill Oakden | 1940-05-13"),
        ("Margaret Whitfield | 1945-06-06", "Peg Whitfield | 1945-06-06"),
        ("Robert Bannister | 1938-02-22", "Bob Bannister | 1938-02-22"),
        ("Aleksandra Nowak | 1963-01-15", "Ola Nowak | 1963-01-15"),
        ("Patricia Fitzgerald | 1947-03-17", "Trish Fitzgerald | 1947-03-17"),
    ],
    "first nations and pacific": [
        ("Djambawa Yunupiŋu | 1956-09-01", "Djambawa Yunupingu | 1956-09-01"),
        ("Gulumbu Yunupiŋu | 1949-07-07", "Gulumbu Yunupinu | 1949-07-07"),
        ("Salote Tuʻipulotu | 1960-11-11", "Salote Tuipulotu | 1960-11-11"),
        ("Uncle Archie Atkinson | 1943-05-26", "Archie Atkinson | 1943-05-26"),
        ("Sione Fa'asavalu | 1952-12-24", "Sione Faasavalu | 1952-12-24"),
        ("Ngaire Marika | 1958-02-06", "Ngaire Marrika | 1958-02-06"),
    ],
    "day and month": [
        ("Joan Haversham | 1950-04-03", "Joan Haversham | 1950-03-04"),
        ("Ljiljana Petrović | 1955-11-02", "Ljiljana Petrovic | 1955-02-11"),
        ("Gurpreet Sandhu | 1962-09-07", "Gurpreet Sandhu | 1962-07-09"),
    ],
    "a digit off": [
        ("Shirley Cartwright | 1943-05-21", "Shirley Cartwright | 1943-05-27"),
        ("Ronald Bannister | 1939-10-08", "Ronald Bannister | 1938-10-08"),
        ("Despina Zervas | 1948-12-31", "Despina Zervas | 1949-01-01"),
        ("Assunta Fontana | 1946-08-15", "Assunta Fontana | 1946-08-16"),
    ],
    "estimated": [
        ("Halima Warsame | 1950-01-01", "Halima Warsame | about 1951 | "),
        ("Diriye Farah | 1948-01-01 | 0412 345 678", "Diriye Farah | 1948 | 0412 345 678"),
        ("Gul Agha Sultani | 1955-07-01", "Gul Agha Sultani | 1955-01-01"),
    ],
    "initials": [
        ("J. Pemberton | 1951-08-19", "Joan Pemberton | 1951-08-19"),
        ("M. A. Whitfield | 1946-03-03", "Margaret Whitfield | 1946-03-03"),
        ("G Lombardi | 1940-01-19", "Giuseppe Lombardi | 1940-01-19"),
    ],
    "fields missing": [
        ("Beverley Haversham | | 0412 345 678", "Beverley Haversham | 1950-05-05 | 0412 345 678"),
        ("Gulumbu Gurruwiwi | 1960 | ", "Gulumbu Gurruwiwi | 1960-06-06 | 0412 345 678"),
    ],
    "parts swapped": [
        ("Oakden Joan | 1950-05-05", "Joan Oakden | 1950-05-05"),
        ("Singh, Amarjit | 1958-09-12", "Amarjit Singh | 1958-09-12"),
        ("Mansour Nasser | 1953-03-13", "Nasser Mansour | 1953-03-13"),
    ],
    "one number": [
        ("Nguyễn Văn Bình | 1952 | 0412 345 678", "Binh Nguyen | | 0412 345 678"),
        ("Pasquale Esposito | | 0412 345 678", "Pat Esposito | 1942 | 0412 345 678"),
    ],
}  # fmt: skip
TWO: dict[str, list[tuple[str, str]]] = {
    "vietnamese": [
        ("Nguyễn Thị Lan | 1951-04-03", "Nguyễn Thị Loan | 1962-08-21"),
        ("Nguyễn Văn Hùng | 1950-12-01", "Nguyễn Văn Dũng | 1950-11-30"),
        ("Trần Minh | 1961", "Trần Minh | 1974"),
        ("Lê Thị Kim | 1949-05-09", "Lê Văn Kim | 1952-02-02"),
        ("Phạm Văn Nam | 1955-10-10", "Phạm Thị Nga | 1955-03-27"),
    ],
    "chinese": [
        ("王小明 | 1953-05-05", "王小英 | 1961-11-30"),
        ("陳美玲 | 1949-07-21", "Chan Mei Lan | 1956-02-09"),
        ("Li Wei | 1958-06-06", "Lin Wei | 1964-12-31"),
        ("김민수 | 1966-04-19", "김민지 | 1971-08-02"),
    ],
    "arabic and somali": [
        ("Hassan Ali | 1958-03-22", "Hussein Ali | 1963-07-09"),
        ("Mohammed Hassan | 1958-03-22", "Mohammed Hussein | 1970-11-14"),
        ("Ahmed Mohammed | 1949-01-01", "Ahmed Mohammed | 1966-01-01"),
        ("Abdi Jama | 1961-12-25", "Abdullahi Jama | 1955-04-18"),
    ],
    "greek and italian": [
        ("Giuseppe Rizzo | 1938-03-19", "Giuseppina Rizzo | 1942-09-08"),
        ("Maria Papadopoulou | 1944-08-15", "Maria Papadopoulou | 1953-02-03"),
        ("Francesco Greco | 1940-10-04", "Francesca Greco | 1947-05-20"),
        ("Georgios Nikolaou | 1939-04-23", "Georgia Nikolaou | 1951-06-29"),
    ],
    "names that look alike": [
        ("William Walker | 1940-05-13", "Wilma Walker | 1946-09-23"),
        ("Jean Campbell | 1948-12-12", "Joan Campbell | 1953-07-07"),
        ("Daniel Martin | 1960-02-29", "Danielle Martin | 1965-10-17"),
        ("Gurpreet Singh | 1962-09-07", "Hardeep Singh | 1958-01-22"),
    ],
    "father and son": [
        ("George Papas | 1941-04-23 | 0412 345 678", "George Papas | 1970-08-02 | 0412 345 678"),
        ("Giuseppe Rizzo | 1938-03-19", "Giuseppe Rizzo | 1966-12-01"),
        ("John Smith Snr | 1935", "John Smith Jnr | 1962"),
        ("Sukhdev Singh | 1944-06-16", "Sukhdev Singh | 1971-02-25"),
        ("Robert Kelly | 1939-11-11 | 0412 345 678", "Robert Kelly | 1964-03-08 | 0412 345 678"),
    ],
    "one number of a household": [
        ("Lan Nguyễn | 1950 | 0412 345 678", "Đức Phạm | 1948 | 0412 345 678"),
        ("Maria Rossi | 1944-05-01 | 0412 345 678", "Paolo Rossi | 1941-12-07 | 0412 345 678"),
        ("Fatima Karimi | 1970 | 0412 345 678", "Reza Karimi | 1966 | 0412 345 678"),
        ("Amarjit Kaur | 1958-09-12 | 0412 345 678", "Baljit Singh | 1955-02-02 | 0412 345 678"),
        ("Joan Oakden | 1950-05-05 | 0412 345 678", "Archie Oakden | 1947-07-30 | 0412 345 678"),
    ],
    "name unknown": [
        ("Unknown | 1950", "Unknown | 1950"),
        ("Test Client | 1960-01-01", "test client | 1960-01-01"),
        ("No name | ", "no name | "),
        ("Anonymous | 1955-05-05", "Joan Oakden | 1955-05-05"),
        ("Unknown | 1948 | ", "Mary Smith | 1948 | "),
    ],
    "others": [
        ("Joan Oakden | 1950-05-05", "Archie Atkinson | 1950-05-05"),
        ("Mary Smith | 1948", "Mary Jones | 1948"),
        ("Sione Fonua | 1952-12-24", "Semisi Fonua | 1957-03-30"),
        ("Katarzyna Nowak | 1958-04-04", "Krzysztof Nowak | 1955-11-23"),
        ("John Brown | ", "John Brown | "),
        ("Peter Williams | 1951-03-03", "Peter Wilson | 1959-09-19"),
    ],
}  # fmt: skip
TWINS = [
    ("Marko Petrović | 1960-06-15 | 0412 345 678", "Mirko Petrović | 1960-06-15 | 0412 345 678"),
    ("Joan Haversham | 1950-05-05 | 0412 345 678", "Beverley Haversham | 1950-05-05 | 0412 345 678"),
    ("Gurpreet Sandhu | 1962-09-07 | 0412 345 678", "Jaspreet Sandhu | 1962-09-07 | 0412 345 678"),
]


def person(written: str) -> Person:
    """A person as they are written above."""
    name, born, phone = [each.strip() for each in (*written.split("|"), "", "")][:3]
    told = age.born(born) if born else None
    return Person(
        name,
        year=told.year if told else None,
        born=told.on if told else None,
        estimated=told.estimated if told else False,
        phone=phones.read(phone) if phone else None,
    )


SOME_DAY = date(1950, 5, 5)

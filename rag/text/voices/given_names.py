"""Whether a person is spoken of as "he" or "she", from title, office or given name; None where these do not tell."""

from __future__ import annotations

import re
from typing import Literal

from rag.text.words import listed

Pronoun = Literal["he", "she"]

_HE = frozenset(
    listed(
        """
    aaron adam adrian ahmed alan albert alberto alejandro alexander alfred ali allen amir andre andrew andy anthony
    antonio antony armando arnold arthur barack barry ben benjamin bernard bernie bill bob bobby boris brad bradley
    brandon brendan brent brett brian bruce bryan byron calvin carl carlos cedric chad charles charlie chase chris
    christian christopher chuck clarence claude clint colin conor corey craig curtis cyril damien dan daniel danny
    darren dave david dean dennis derek desmond diego dmitry dominic don donald doug douglas duncan dustin dwayne
    dwight dylan earl ed eddie edgar eduardo edward edwin elijah elliott elon emmanuel enrique eric erik ernest
    ethan eugene evan felix fernando francis francisco frank franklin fred frederick gabriel garrett gary gavin gene
    geoffrey george gerald gilbert giuseppe glenn gordon graham grant greg gregory guy harold harry harvey hassan
    hector henry herbert herman horace howard hugh hugo hussein ian ibrahim igor isaac ivan jack jacob jaime jake
    james jamie jared jason javier jay jeff jeffrey jeremy jerome jerry jim jimmy joe joel joey john johnny jon
    jonathan jorge jose josé joseph josh joshua juan julian julio justin karl keith ken kenneth kevin kurt kyle
    lance larry lawrence lee leo leon leonard lewis liam lloyd logan lorenzo louis lucas luis luke malcolm manuel
    marc marco marcus mario mark marshall martin marvin mason matt matteo matthew maurice max maxwell michael miguel
    mike milton mitch mitchell mohamed mohammad mohammed muhammad mustafa nasser nate nathan nathaniel neil nelson
    nicholas nick nicolas nigel noah norman oliver omar oscar otto owen pablo patrick paul pedro perry pete peter
    phil philip phillip pierre rafael ralph ramon randall randy raul ray raymond recep reginald ricardo richard rick
    ricky rob robert roberto rodney roger roland ron ronald rory ross roy ruben rudy rupert russell ryan salvador
    samuel santiago scott sean sebastian sergei sergey sergio seth shane shaun shawn simon stan stanley stephen
    steve steven stewart stuart ted terence terrence terry theodore thomas tim timothy todd tom tommy tony travis
    trevor troy tyler tyrone vernon victor vincent vladimir volodymyr wade walter warren wayne wesley will william
    willie xi yusuf zachary luiz augusto rishi keir pietro giovanni matthias johannes hans klaus jürgen jurgen sven lars
    erling kylian lionel cristiano
    """
    )
)
_SHE = frozenset(
    listed(
        """
    abigail adele adriana agnes aisha alexandra alexandria alice alicia alison allison amanda amber amelia amy ana
    andrea angela angelina anita ann anna anne annette annie april ariana ashley audrey barbara beatrice becky
    bernadette beth bethany betty beverly bianca bonnie brenda bridget britney brittany brittney camilla candace
    carla carmen carol carole caroline carolyn catherine cathy cecilia charlotte chelsea cheryl chloe chloé
    christina christine cindy claire clara claudia colleen connie crystal cynthia daisy danielle
    deborah debra denise diana diane donna doris dorothy edith eileen elaine eleanor elena elise elizabeth ella
    ellen emily emma erica erin esther eva evelyn faith fatima felicia fiona florence gabriela gabrielle
    gail gina giorgia gisele gladys gloria grace greta gretchen gwen hannah harriet hazel heather heidi helen
    hillary holly ilhan ingrid irene iris isabel isabella ivanka jacqueline jane janet janice jasmine
    jeanne jenna jennifer jenny jessica jill jo joan joanna jocelyn josephine joy joyce juanita judith judy julia
    julie june kamala karen karin karine kate katherine kathleen kathryn kathy katie kayla keisha kelsey
    ketanji kimberly kirsten kristen kristin kristina lara laura lauren laverne leah leslie letitia lillian linda
    lisa liz liza lois lori lorraine louise lucia lucy lydia mabel madeleine madison maggie
    marcia margaret maria maría marian marie marilyn marina marjorie marlene martha mary maureen megan meghan
    melania melanie melinda melissa meredith mia michelle mildred miranda miriam molly monica muriel nadia nancy
    naomi natalia natalie natasha nellie nicola nicole nikki nina nora norma olga olivia pamela patricia patty paula
    pauline peggy penelope penny phyllis priscilla priya rachel rebecca regina renee rhonda rita roberta rosa
    rosalind rose rosemary roxanne ruth sabrina sally samantha sandra sara sarah savannah serena shakira
    sharon sheila shelley sherry shirley simone sonia sonya sophia sophie stella stephanie sue susan
    susanne suzanne sylvia tamara tammy tanya tara tatiana taylor teresa theresa tiffany tina ursula valerie
    vanessa vera veronica vicki vicky victoria violet viola virginia vivian wanda wendy whitney whoopi yolanda
    yvette yvonne zoe zoë
    """
    )
)
_HIS = re.compile(
    r"\b(?:Mr|Sir|Lord|King|Prince|Duke|Pope|Father|Imam|Congressman|chairman|spokesman|businessman|actor|father|husband|"
    r"son|brother|grandfather|uncle|boy|man|widower|congressman|councilman|salesman|policeman|gentleman|king|prince)\b"
)
_HERS = re.compile(
    r"\b(?:Mrs|Ms|Miss|Dame|Lady|Queen|Princess|Duchess|Congresswoman|chairwoman|spokeswoman|businesswoman|actress|mother|"
    r"wife|daughter|sister|grandmother|aunt|girl|woman|widow|congresswoman|councilwoman|policewoman|queen|princess)\b"
)


def pronoun_of(key: str, description: str) -> Pronoun | None:
    """The pronoun for a person, given the folded name without titles and how the article describes the person."""
    his, hers = _HIS.search(description), _HERS.search(description)
    if bool(his) != bool(hers):
        return "he" if his else "she"
    given = key.partition(" ")[0]
    if given in _HE:
        return "he"
    return "she" if given in _SHE else None

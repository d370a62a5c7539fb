"""Common names of molecules that can be typed in place of their SMILES.

They are flat, as the structures of the training are: without stereochemistry. All are of a size and
of elements that the network was trained on; tests/data/test_names.py holds them to their formulas.
"""

SMILES_OF = {
    "acetaminophen": "CC(=O)Nc1ccc(O)cc1",
    "adenine": "Nc1ncnc2[nH]cnc12",
    "adrenaline": "CNCC(O)c1ccc(O)c(O)c1",
    "amoxicillin": "CC1(C)SC2C(NC(=O)C(N)c3ccc(O)cc3)C(=O)N2C1C(=O)O",
    "aspartame": "COC(=O)C(Cc1ccccc1)NC(=O)CC(N)C(=O)O",
    "aspirin": "CC(=O)Oc1ccccc1C(=O)O",
    "caffeine": "Cn1cnc2c1c(=O)n(C)c(=O)n2C",
    "camphor": "CC1(C)C2CCC1(C)C(=O)C2",
    "capsaicin": "COc1cc(CNC(=O)CCCCC=CC(C)C)ccc1O",
    "cholesterol": "CC(C)CCCC(C)C1CCC2C3CC=C4CC(O)CCC4(C)C3CCC12C",
    "citric acid": "OC(=O)CC(O)(CC(=O)O)C(=O)O",
    "cocaine": "COC(=O)C1C(OC(=O)c2ccccc2)CC2CCC1N2C",
    "codeine": "COc1ccc2CC3C4C=CC(O)C5Oc1c2C45CCN3C",
    "DDT": "ClC(Cl)(Cl)C(c1ccc(Cl)cc1)c1ccc(Cl)cc1",
    "diazepam": "CN1C(=O)CN=C(c2ccccc2)c2cc(Cl)ccc12",
    "dopamine": "NCCc1ccc(O)c(O)c1",
    "estradiol": "CC12CCC3c4ccc(O)cc4CCC3C1CCC2O",
    "fluoxetine": "CNCCC(Oc1ccc(cc1)C(F)(F)F)c1ccccc1",
    "glucose": "OCC1OC(O)C(O)C(O)C1O",
    "ibuprofen": "CC(C)Cc1ccc(cc1)C(C)C(=O)O",
    "indigo": "O=C1C(=C2Nc3ccccc3C2=O)Nc2ccccc12",
    "lidocaine": "CCN(CC)CC(=O)Nc1c(C)cccc1C",
    "limonene": "CC1=CCC(CC1)C(C)=C",
    "melatonin": "COc1ccc2[nH]cc(CCNC(C)=O)c2c1",
    "menthol": "CC(C)C1CCC(C)CC1O",
    "morphine": "CN1CCC23C4C1Cc1ccc(O)c(O4)c1C2C=CC3O",
    "naphthalene": "c1ccc2ccccc2c1",
    "nicotine": "CN1CCCC1c1cccnc1",
    "paracetamol": "CC(=O)Nc1ccc(O)cc1",
    "penicillin G": "CC1(C)SC2C(NC(=O)Cc3ccccc3)C(=O)N2C1C(=O)O",
    "quinine": "COc1ccc2nccc(C(O)C3CC4CCN3CC4C=C)c2c1",
    "saccharin": "O=C1NS(=O)(=O)c2ccccc12",
    "salicylic acid": "OC(=O)c1ccccc1O",
    "serotonin": "NCCc1c[nH]c2ccc(O)cc12",
    "sildenafil": "CCCc1nn(C)c2c1nc([nH]c2=O)-c1cc(ccc1OCC)S(=O)(=O)N1CCN(C)CC1",
    "sucrose": "OCC1OC(OC2(CO)OC(CO)C(O)C2O)C(O)C(O)C1O",
    "testosterone": "CC12CCC3C(CCC4=CC(=O)CCC34C)C1CCC2O",
    "THC": "CCCCCc1cc(O)c2C3C=C(C)CCC3C(C)(C)Oc2c1",
    "theobromine": "Cn1cnc2c1c(=O)[nH]c(=O)n2C",
    "TNT": "Cc1c(cc(cc1[N+](=O)[O-])[N+](=O)[O-])[N+](=O)[O-]",
    "tryptophan": "NC(Cc1c[nH]c2ccccc12)C(=O)O",
    "vanillin": "COc1cc(C=O)ccc1O",
    "vitamin C": "OCC(O)C1OC(=O)C(O)=C1O",
}


def smiles_of(text: str) -> str:
    """The SMILES of a common name, in whatever case; any other text as it is, without the blanks
    around it.
    """
    text = text.strip()
    name = " ".join(text.casefold().replace("-", " ").split())
    return next((known for each, known in SMILES_OF.items() if each.casefold() == name), text)


def name_of(smiles: str) -> str:
    """The common name of what is written with this very SMILES; the SMILES itself where it has
    none here.
    """
    return next((name for name, known in SMILES_OF.items() if known == smiles), smiles)

"""Common names: each is the molecule that it says, and one that the network can be shown."""

import pytest

from aedemo.data.drawing import CARBON, PALETTE
from aedemo.data.molecules import HEAVY_ATOMS
from aedemo.data.names import SMILES_OF, smiles_of

FORMULAS = {
    "acetaminophen": "C8H9NO2",
    "adenine": "C5H5N5",
    "adrenaline": "C9H13NO3",
    "amoxicillin": "C16H19N3O5S",
    "aspartame": "C14H18N2O5",
    "aspirin": "C9H8O4",
    "caffeine": "C8H10N4O2",
    "camphor": "C10H16O",
    "capsaicin": "C18H27NO3",
    "cholesterol": "C27H46O",
    "citric acid": "C6H8O7",
    "cocaine": "C17H21NO4",
    "codeine": "C18H21NO3",
    "DDT": "C14H9Cl5",
    "diazepam": "C16H13ClN2O",
    "dopamine": "C8H11NO2",
    "estradiol": "C18H24O2",
    "fluoxetine": "C17H18F3NO",
    "glucose": "C6H12O6",
    "ibuprofen": "C13H18O2",
    "indigo": "C16H10N2O2",
    "lidocaine": "C14H22N2O",
    "limonene": "C10H16",
    "melatonin": "C13H16N2O2",
    "menthol": "C10H20O",
    "morphine": "C17H19NO3",
    "naphthalene": "C10H8",
    "nicotine": "C10H14N2",
    "paracetamol": "C8H9NO2",
    "penicillin G": "C16H18N2O4S",
    "quinine": "C20H24N2O2",
    "saccharin": "C7H5NO3S",
    "salicylic acid": "C7H6O3",
    "serotonin": "C10H12N2O",
    "sildenafil": "C22H30N6O4S",
    "sucrose": "C12H22O11",
    "testosterone": "C19H28O2",
    "THC": "C21H30O2",
    "theobromine": "C7H8N4O2",
    "TNT": "C7H5N3O6",
    "tryptophan": "C11H12N2O2",
    "vanillin": "C8H8O3",
    "vitamin C": "C6H8O6",
}


@pytest.mark.parametrize("name", SMILES_OF)
def test_a_name_is_the_molecule_that_it_says_and_of_a_kind_seen_in_training(name):
    from rdkit import Chem  # noqa: PLC0415
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula  # noqa: PLC0415

    molecule = Chem.MolFromSmiles(SMILES_OF[name])
    assert CalcMolFormula(molecule) == FORMULAS[name]
    fewest, most = HEAVY_ATOMS
    assert fewest <= molecule.GetNumHeavyAtoms() <= most
    assert {atom.GetAtomicNum() for atom in molecule.GetAtoms()} <= {CARBON, *PALETTE}
    assert not set("@/\\") & set(SMILES_OF[name])


def test_a_name_is_found_in_whatever_case_and_all_else_is_left_as_it_is():
    assert smiles_of(" Vitamin-C ") == smiles_of("VITAMIN  C") == SMILES_OF["vitamin C"]
    assert smiles_of(" C[C@H](N)C(=O)O ") == "C[C@H](N)C(=O)O"
    assert smiles_of("-") == "-" and smiles_of("") == ""

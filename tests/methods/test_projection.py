"""Projections of codes: fitted, kept, and new codes placed on them."""

from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest
from scipy.spatial import cKDTree

from aedemo.methods import projection
from aedemo.methods.projection import Projections

RANDOM = np.random.default_rng(0)
LABELS = np.repeat(np.arange(10), 30)
# Ten clouds of thirty codes in five dimensions, far apart.
CENTRES = 10 * RANDOM.normal(size=(10, 5))
CODES = (CENTRES[LABELS] + RANDOM.normal(size=(300, 5))).astype(np.float32)
OTHERS = (CENTRES[np.arange(50) % 10] + RANDOM.normal(size=(50, 5))).astype(np.float32)
# Three of the clouds, and just as many of each as have 15 neighbours of their own: for UMAP.
FEW = np.flatnonzero((LABELS < 3) & (np.arange(300) % 30 < 16))


@pytest.fixture(scope="module")
def maps():
    return projection.fit(CODES[FEW], LABELS[FEW], OTHERS[np.arange(50) % 10 < 3])


def test_both_maps_keep_far_clouds_apart(maps):
    assert set(maps.places) == {"umap", "pca"}
    for name, places in maps.places.items():
        assert places.shape == (48, 2)
        assert places.min() >= 0 and places.max() == pytest.approx(1, abs=1e-6)
        assert 0.5 < maps.figures[name].trustworthiness <= 1
    assert maps.code_knn == 100 and maps.figures["umap"].knn > 95


def test_the_pca_map_is_the_leading_components(maps):
    centred = CODES[FEW] - CODES[FEW].mean(axis=0)
    _, _, vectors = np.linalg.svd(centred, full_matrices=False)
    expected = centred @ vectors[:2].T
    places = maps.places["pca"] - maps.places["pca"].mean(axis=0)
    scale = np.ptp(expected, axis=0).max()
    np.testing.assert_allclose(np.abs(places * scale), np.abs(expected), atol=1e-2)


def test_two_latents_are_a_map_themselves(monkeypatch):
    umap = Mock(fit_transform=lambda codes: codes, transform=lambda codes: codes)
    monkeypatch.setattr("umap.UMAP", lambda **options: umap)
    codes = CODES[:, :2]
    maps = projection.fit(codes, LABELS, OTHERS[:, :2])
    places = maps.places["code"]
    assert maps.figures["code"].trustworthiness == 1 and maps.figures["code"].knn == maps.code_knn
    assert np.ptp(places, axis=0).max() == pytest.approx(1, abs=1e-6)
    assert places[codes[:, 1].argmax(), 1] == places[:, 1].min()  # upwards
    scale = np.ptp(codes, axis=0).max()
    np.testing.assert_allclose(np.ptp(places, axis=0) * scale, np.ptp(codes, axis=0), rtol=1e-5)
    carried = projection.carry(OTHERS[:, :2], codes, places)
    back = projection.carry(carried, places, codes)
    np.testing.assert_allclose(back, OTHERS[:, :2], atol=1e-3)
    shift = carried - OTHERS[:, :2] / scale * [1, -1]
    np.testing.assert_allclose(shift, np.broadcast_to(shift[0], shift.shape), atol=1e-4)


def test_new_codes_are_placed_where_umap_would(maps):
    assert maps.placement.same_class > 0.95 and maps.placement.distance < 0.05


def test_neighbours_and_their_votes_are_those_of_other_libraries():
    indices, distances = projection.nearest_in(OTHERS, CODES, 7)
    expected = cKDTree(CODES).query(OTHERS, 7)
    np.testing.assert_array_equal(indices, expected[1])
    np.testing.assert_allclose(distances, expected[0], atol=1e-3)
    noisy = CODES + 12 * RANDOM.normal(size=CODES.shape)
    others = projection.nearest_others(noisy)
    assert not (others == np.arange(300)[:, None]).any()
    votes = np.array([np.bincount(LABELS[row]).argmax() for row in others])
    assert projection.agreement(others, LABELS) == pytest.approx(100 * (votes == LABELS).mean())


def test_a_code_between_two_islands_is_put_on_one_of_them():
    codes = np.array([[-1.0], [-1.1], [-1.2], [1.0], [1.1]] * 4)
    places = np.where(codes < 0, [[0.1, 0.5]], [[0.9, 0.5]])
    placed = projection.place(np.array([[0.0]]), codes, places)
    assert min(abs(placed[0, 0] - 0.1), abs(placed[0, 0] - 0.9)) < 1e-6
    np.testing.assert_allclose(projection.place(codes[:1], codes, places), places[:1], atol=1e-6)


def test_maps_come_back_as_they_were_kept(maps, tmp_path):
    path = tmp_path / "maps" / "vae.safetensors"
    by_columns = {name: np.asfortranarray(places) for name, places in maps.places.items()}
    projection.save(path, replace(maps, places=by_columns))
    loaded = projection.load(path)
    for name, places in maps.places.items():
        np.testing.assert_allclose(loaded.places[name], places, atol=1e-5)
    assert (loaded.figures, loaded.code_knn) == (maps.figures, maps.code_knn)
    assert loaded.placement == maps.placement
    assert isinstance(loaded, Projections)


def test_what_is_no_map_is_said_to_be_none(tmp_path):
    for content in (b"", b"PK", b"\x08\0\0\0\0\0\0\0{}      "):
        (tmp_path / "vae.safetensors").write_bytes(content)
        with pytest.raises(ValueError, match="not a readable map"):
            projection.load(tmp_path / "vae.safetensors")
    with pytest.raises(ValueError, match="not a readable map"):
        projection.load(tmp_path / "nothing.safetensors")

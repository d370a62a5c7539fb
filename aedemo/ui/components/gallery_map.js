// The map: what it shows, what is pointed at and chosen on it, and when it is painted. What the
// messages mean is said in gallery_map.py.

import { fromRoot } from "../modules/address.js";
import { CLASS_COLOURS } from "../modules/constants.js";
import { loadDecoder } from "../modules/decoding.js";
import { download, finder, setPressed } from "../modules/dom.js";
import { classOf, DIGITS, loadSheet, numberInClass } from "../modules/gallery.js";
import { Arrangement } from "../modules/gallery_map/arrangement.js";
import { pictureOf, save, tableOf } from "../modules/gallery_map/downloads.js";
import { paintFramed, paintLines, paintTile, paintWay } from "../modules/gallery_map/painting.js";
import { Questions } from "../modules/gallery_map/questions.js";
import { Reading } from "../modules/gallery_map/reading.js";
import { Screen } from "../modules/gallery_map/screen.js";
import { Sheet } from "../modules/gallery_map/sheet.js";
import { Visitor } from "../modules/gallery_map/visitor.js";
import { ARROWS, listenToKeys } from "../modules/hand.js";
import { makeLegend } from "../modules/legend.js";
import { drawGrey } from "../modules/pixels.js";
import { loadMaps } from "../modules/places.js";
import { bytes, follow, light } from "../modules/values.js";

const REACH = 16; // CSS pixels from which a digit is found
const YOURS = 40; // CSS pixels
const KEY_ZOOM = 1.4;

/**
 * What the model decodes where there is no digit: asked for at `place`, or known.
 *
 * @typedef {object} Land
 * @property {Pair} [place]
 * @property {Pixels} [pixels]
 * @property {number} [scale] of the pixels: see drawGrey
 * @property {string} [how] in words
 */

/** @param {Host} host */
export function mount(host) {
  const { element, trigger, props, settings } = host;
  const find = finder(element);
  const over = find(".over", HTMLCanvasElement);
  const arrangement = new Arrangement();
  const canvases = { base: find(".base", HTMLCanvasElement), over };
  const screen = new Screen(element, canvases, arrangement, paintAbove);
  const { view, scene } = screen;
  const shownClasses = CLASS_COLOURS.map(() => true);
  scene.shownClasses = shownClasses;
  const reading = new Reading(find, (i) => {
    const others = nearestNow();
    if (others) choose(others[i]);
  });
  const questions = new Questions(
    (question) => trigger("ask", question),
    () => (chosen !== null && !answers.has(chosen) ? { index: chosen } : null),
  );

  /** @type {{title: string, projection: string} | null} */
  let shown = null; // the latest arrangement
  let arranged = 0;
  let key = ""; // of the model that the answers are of
  let answers = new Map();
  /** @type {Visitor | null} */
  let yours = null;
  /** @type {((place: Pair) => Float32Array) | null} */
  let decode = null; // a place's own digit, where each place has a code
  /** @type {Land | null} */
  let land = null; // what lies at a place where there is no digit
  /** @type {number | null} */
  let pointed = null;
  /** @type {number | null} */
  let chosen = null;
  let keyed = 0; // the neighbour that the keyboard is at

  const receivers = {
    arrange,
    yours: receiveYours,
    answer: receiveAnswer,
    land: receiveLand,
    page: receivePage,
    level: moveYours,
    point: ({ index }) => point(index, false),
  };

  const legend = makeLegend((digit) => `The class ${digit}`, toggleClass);
  for (const button of legend) setPressed(button, true);
  find(".legend").replaceChildren(...legend);
  view.keep(host);
  view.listen({ moved: () => screen.moved(), hover, tap });
  listenToKeys(over, ({ key: name }) => press(name));
  listenToButtons();
  openGallery();
  follow(host, (value) => {
    if (value.message) receivers[value.message](value);
  });
  if (settings.visitor) receiveYours(settings.visitor);

  async function openGallery() {
    const image = await loadSheet(settings.gallery).catch(() => null);
    if (!image) return; // the digits stay dots
    scene.sheet = new Sheet(image);
    show();
  }

  // ------------------------------------------------------------------------------ arrangements

  async function arrange(value) {
    const mine = ++arranged;
    let places;
    try {
      places = (await loadMaps(value.url))[value.projection];
    } catch {
      find(".message").textContent = "The map could not be fetched. Is the server still there?";
      return;
    }
    if (mine !== arranged) return; // another was asked for meanwhile
    find(".message").textContent = "";
    find(".title").textContent = value.title;
    if (value.key !== key) [key, answers] = [value.key, new Map()];
    [shown, decode, land] = [value, null, null];
    if (value.corners) loadPlane(value, mine);
    arrangement.set(places);
    screen.follow();
    if (chosen !== null) askAbout(chosen);
    over.setAttribute("aria-label", wordsFor(value.title));
    show();
  }

  // Where each place has its own code, its digit is decoded here.
  async function loadPlane({ decoder, corners: [origin, right, low] }, mine) {
    let decodeCode;
    try {
      decodeCode = await loadDecoder(decoder);
    } catch {
      return; // the server is asked instead, and its answer says that it is a blend
    }
    if (mine !== arranged) return;
    decode = ([x, y]) =>
      decodeCode(Float32Array.from(origin, (z, i) => z + x * (right[i] - z) + y * (low[i] - z)));
  }

  function nearestTo(place) {
    if (!arrangement.places || arrangement.isTravelling) return null;
    const isShown = (index) => shownClasses[classOf(index)];
    return arrangement.nearest(view.toPlane(place), REACH / view.scale, isShown);
  }

  // ------------------------------------------------------------------------ pointing, choosing

  function hover(place) {
    const index = place && nearestTo(place);
    const wasLand = land !== null;
    land = null;
    point(index, true);
    if (place && index === null && arrangement.places) survey(view.toPlane(place));
    else if (wasLand) describe();
  }

  function tap(place) {
    choose(nearestTo(place));
    hover(place); // a finger does not
  }

  // Where no digit lies.
  function survey(place) {
    if (decode) {
      land = { pixels: decode(place), scale: 255, how: "decoded at this very place" };
      return describe();
    }
    if (!place.every((x) => x >= 0 && x <= 1)) return describe();
    const [x, y] = place.map((each) => Math.round(1e4 * each) / 1e4);
    land = { place: [x, y] };
    questions.ask({ place: [x, y] });
  }

  function receiveLand(answer) {
    questions.answered();
    if (!land?.place || answer.key !== key) return;
    const how = "a blend of the 8 nearest codes";
    Object.assign(land, { pixels: bytes(answer.pixels), scale: 1, how });
    describe();
  }

  function point(index, tell) {
    if (index === pointed) return;
    pointed = index;
    over.style.cursor = index === null ? "grab" : "pointer";
    if (index !== null) askAbout(index);
    if (tell && isAnotherShown()) {
      props.value = light({ index });
      trigger("point");
    }
    show();
  }

  // Telling costs Gradio some milliseconds, which a map that is not seen is not worth.
  function isAnotherShown() {
    const maps = [...document.querySelectorAll("canvas.over")];
    return maps.some((each) => each !== over && each.clientWidth);
  }

  function choose(index) {
    chosen = index;
    keyed = 0;
    if (index !== null) askAbout(index);
    show();
  }

  function askAbout(index) {
    if (!answers.has(index)) questions.ask({ index });
  }

  function receiveAnswer(answer) {
    questions.answered();
    if (answer.key !== key) return;
    answers.set(answer.index, answer);
    show();
  }

  // The keyboard walks from a digit to its nearest neighbours in code space.
  function press(name) {
    if (ARROWS[name]) {
      const [right, down] = ARROWS[name];
      walk(right + down);
    } else if (name === "Enter" && pointed !== null) {
      choose(pointed);
      speak();
    } else if (["+", "=", "-"].includes(name)) {
      view.zoom(name === "-" ? 1 / KEY_ZOOM : KEY_ZOOM, middle());
      screen.moved();
    } else if (name === "Home") {
      screen.resetView();
    } else if (name === "Escape") {
      choose(null);
    } else {
      return false;
    }
    return true;
  }

  function walk(step) {
    const others = answers.get(chosen)?.nearest;
    if (others) {
      keyed = (keyed + step + others.length) % others.length;
      point(others[keyed], true);
    } else {
      choose(nearestTo(middle()) ?? 0);
    }
    speak();
  }

  /** @returns {Pair} */
  const middle = () => [over.clientWidth / 2, over.clientHeight / 2];

  // For those who hear the page, and in sight of those who see it.
  function speak() {
    const index = pointed ?? chosen;
    if (index === null) return;
    const place = arrangement.placeOf(index);
    const [x, y] = view.toCanvas(place);
    if (x < 0 || y < 0 || x > over.clientWidth || y > over.clientHeight) {
      view.look(...place);
      screen.moved();
    }
    find(".spoken").textContent = nameOf(index) + (index === chosen ? ", chosen" : "");
  }

  // ------------------------------------------------------------------------------------- yours

  function receiveYours(value) {
    yours = new Visitor(value);
    chosen = null;
    show();
  }

  function moveYours({ at }) {
    if (!yours) return;
    yours.at = at;
    show();
  }

  // ------------------------------------------------------------------------------------- paint

  // On the map and beside it.
  function show() {
    describe();
    screen.refresh();
  }

  function paintAbove(above) {
    const index = chosen ?? (yours ? null : pointed);
    if (index !== null) {
      const others = answers.get(index)?.nearest ?? [];
      paintLines(above, scene, arrangement.placeOf(index), others);
    }
    if (yours) paintYours(above, yours, index === null);
    for (const each of new Set([chosen, pointed])) {
      if (each !== null) paintFramed(above, scene, each, each === chosen);
    }
  }

  function paintYours(above, { path, now }, withLines) {
    const { image, place, nearest } = now;
    if (withLines) paintLines(above, scene, place, nearest);
    paintWay(above, view, path);
    paintTile(above, view.toCanvas(place), YOURS, (canvas) => drawGrey(canvas, image), "#ffffff");
  }

  // ----------------------------------------------------------------------------------- buttons

  function listenToButtons() {
    find(".reset").addEventListener("click", () => screen.resetView());
    find(".html").addEventListener("click", askForPage);
    find(".png").addEventListener("click", savePicture);
    find(".csv").addEventListener("click", () => {
      if (shown) save(tableOf(arrangement.to), nameOfFile("csv"));
    });
  }

  function toggleClass(digit) {
    shownClasses[digit] = !shownClasses[digit];
    setPressed(legend[digit], shownClasses[digit]);
    screen.refresh();
  }

  async function savePicture() {
    if (!shown || arrangement.isTravelling) return;
    save(await pictureOf(scene, shown.title), nameOfFile("png"));
  }

  const nameOfFile = (ending) => `aedemo-map-${key}-${shown?.projection}.${ending}`;

  // The server writes that page, which takes it a moment.
  function askForPage() {
    find(".html").setAttribute("aria-busy", "true");
    trigger("save");
  }

  function receivePage({ file, name }) {
    find(".html").removeAttribute("aria-busy");
    download(fromRoot(file.url), name);
  }

  // ------------------------------------------------------------------------------------- words

  function describe() {
    const index = pointed ?? chosen;
    if (land?.pixels && index === null) {
      const { pixels, scale, how } = land;
      reading.show("No digit here", (canvas) => drawGrey(canvas, pixels, scale), how);
    } else if (arrangement.places && index !== null) {
      describeDigit(index);
    } else if (arrangement.places && yours) {
      describeYours(yours);
    }
  }

  function describeDigit(index) {
    const answer = answers.get(index);
    const draw = (canvas) => scene.sheet?.draw(canvas, index);
    reading.show(nameOf(index), draw, "digit", answer ?? null);
    const whose = `to this ${classOf(index)}`;
    describeNeighbours(whose, arrangement.goalOf(index), answer?.nearest ?? []);
  }

  function describeYours({ at, now }) {
    const { image, place, nearest } = now;
    const how = at > 0 ? "spoiled" : "as it is";
    reading.show("Your digit", (canvas) => drawGrey(canvas, image), how);
    describeNeighbours("to yours", place, nearest);
  }

  function describeNeighbours(whose, place, others) {
    const far = others.filter((other) => arrangement.isFar(place, other)).length;
    reading.showNeighbours(whose, others, far, scene.sheet);
  }

  // The neighbours that are shown.
  function nearestNow() {
    const index = pointed ?? chosen;
    if (index !== null) return answers.get(index)?.nearest;
    return yours?.now.nearest;
  }
}

const nameOf = (index) => `A ${classOf(index)}, number ${numberInClass(index)}`;

const wordsFor = (title) =>
  `Map of ${DIGITS.toLocaleString("en")} digits, ${title}. Arrow keys step through the nearest neighbours of the chosen ` +
  "digit, Enter chooses, plus and minus zoom, Home resets the view.";

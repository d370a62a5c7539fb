// Before Gradio builds the page: open the tab that is asked for, and put back what was kept or what
// a link says. It stands in the page's head, where it runs while Gradio's description of the page
// lies there and nothing is made of it yet. So all is built as it was left, and nothing has to be
// changed, waited for or hidden afterwards.
//
// What was kept is written down by modules/kept.js, the link by modules/link.js. PAGE tells this page
// from one with other controls; NAMED gives the numbers of components by their names in a link.

((page, named) => {
  // What a control tells when a person has changed it.
  const CHANGES = ["change", "input", "release", "settled"];

  const { components, dependencies } = window.gradio_config;
  for (const each of [components, dependencies]) unwatch(each);
  const propsOf = new Map(components.map(({ id, props }) => [id, props]));
  const typeOf = new Map(components.map(({ id, type }) => [id, type]));
  const { pad, digits, values: controls, parts: others } = named;
  const first = Object.fromEntries(
    [pad, ...Object.values(controls)].map((id) => [id, propsOf.get(id)?.value]),
  );
  // A link tells it behind the #, which no server sees; ?tab= is for those who write one by hand.
  const query = new URLSearchParams(location.hash.slice(1));
  const title = query.get("tab") ?? new URLSearchParams(location.search).get("tab");
  const wrong = [];
  const kept = read() ?? asLinked();
  const tab = kept ? kept.tab : tabAsked();
  window.opening = { page, named, first, kept, wrong, tab };
  openTab(tab);
  if (kept) {
    if (kept.dark !== null) document.body.classList.toggle("dark", kept.dark);
    for (const id of pad in kept.values ? digits : []) kept.values[id] = kept.values[pad];
    for (const keeping of dependencies.filter((each) => tells(each, "reopened"))) {
      putBack(keeping, kept.values);
    }
  }

  // Gradio watches a description's every part, and reads it a hundred thousand times while it builds
  // the page: a fifth of that time. Nothing of it changes, and what has another prototype than plain
  // lists and objects is not watched.
  function unwatch(list) {
    const [listLike, objectLike] = [Array.prototype, Object.prototype].map((each) =>
      Object.create(each),
    );
    for (const each of list) Object.setPrototypeOf(each, objectLike);
    Object.setPrototypeOf(list, listLike);
  }

  // What was kept of this very page, if it has come back.
  function read() {
    const [visit] = performance.getEntriesByType("navigation");
    if (visit instanceof PerformanceNavigationTiming && visit.type === "navigate") return null;
    try {
      const found = JSON.parse(sessionStorage.getItem("aedemo") ?? "null");
      const isWhole = [found.values, found.parts].every((each) => each instanceof Object);
      return found.page === page && found.address === location.href && isWhole ? found : null;
    } catch {
      return null; // damaged, none, or forbidden
    }
  }

  // ---------------------------------------------------------------------------------- the link

  function tabAsked() {
    if (title === null) return "";
    const name = `tab-${title.toLowerCase()}`;
    if (components.some(({ props }) => props.elem_id === name)) return name;
    wrong.push(`tab=${title.slice(0, 20)}`);
    return "";
  }

  // What the address says, as if it had been kept; null where it says nothing but a tab.
  function asLinked() {
    const values = {};
    const parts = {};
    for (const [name, text] of query) {
      if (name === "tab") continue;
      const isValue = name === "digit" || name in controls;
      const id = name === "digit" ? pad : isValue ? controls[name] : others[name];
      const value = text.length > named.longest ? undefined : readText(id, text);
      const isSound = isValue ? isFit(id, value) : id !== undefined && value !== undefined;
      if (isSound) (isValue ? values : parts)[id] = value;
      else wrong.push(name.slice(0, 40));
    }
    const isEmpty = !Object.keys(values).length && !Object.keys(parts).length;
    return isEmpty ? null : { page, tab: tabAsked(), dark: null, values, parts };
  }

  function readText(id, text) {
    if (first[id] instanceof Object && ("gallery" in first[id] || "strokes" in first[id])) {
      return readDigit(text);
    }
    try {
      return JSON.parse(text.replaceAll("~", '"'));
    } catch {
      return text;
    }
  }

  // Whether a control can have this value; of choices and ends that may change, the server says.
  function isFit(id, value) {
    const { minimum, maximum, choices } = propsOf.get(id) ?? {};
    const isOpen = named.open.includes(id);
    switch (typeOf.get(id)) {
      case "slider":
      case "number":
        return (
          Number.isFinite(value) &&
          (isOpen || (value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity)))
        );
      case "radio":
      case "dropdown":
        return isOpen ? typeof value === "string" : choices.some(([, each]) => each === value);
      case "checkbox":
        return typeof value === "boolean";
      case "textbox":
        return typeof value === "string";
      default:
        return value !== undefined && value !== null && typeof value === typeof first[id];
    }
  }

  // g1509: of the gallery. s and the strokes: their number of points, the first point, then steps,
  // each number zigzag and in 7 bits a byte. p and two pictures: bytes, runs of zeros by their length.
  // Any of them with ! behind it is not to be centred.
  function readDigit(text) {
    const value = { g: readGallery, s: readStrokes, p: readPicture }[text[0]]?.(
      text.slice(1).replace("!", ""),
    );
    return value && text.endsWith("!") ? { ...value, centred: false } : value;
  }

  function readGallery(text) {
    const index = /^\d{1,4}$/.test(text) ? Number(text) : -1;
    return index >= 0 && index < named.gallery ? { gallery: index } : undefined;
  }

  function readStrokes(text) {
    const packed = unpacked(text);
    if (!packed) return undefined;
    const numbers = [];
    let [number, shift] = [0, 0];
    for (const byte of packed) {
      number |= (byte & 127) << shift;
      shift += 7;
      if (byte & 128) continue;
      numbers.push((number >>> 1) ^ -(number & 1));
      [number, shift] = [0, 0];
    }
    const strokes = [];
    const at = [0, 0];
    for (let i = 0; i < numbers.length; ) {
      const points = [];
      for (let left = numbers[i++]; left > 0; left--, i += 2) {
        at[0] += numbers[i];
        at[1] += numbers[i + 1];
        const point = at.map((each) => each / named.grid);
        if (!point.every((each) => each >= 0 && each <= 1)) return undefined;
        points.push(point);
      }
      if (!points.length) return undefined;
      strokes.push(points);
    }
    return { strokes };
  }

  function readPicture(text) {
    const pixels = [];
    const packed = unpacked(text) ?? [];
    for (let i = 0; i < packed.length; i++) {
      if (packed[i]) pixels.push(packed[i]);
      else for (let run = packed[++i]; run > 0; run--) pixels.push(0);
    }
    const size = pixels.length / 2;
    if (size !== named.pixels) return undefined;
    const base64 = (some) => btoa(String.fromCharCode(...some));
    const [normalised, plain] = [pixels.slice(0, size), pixels.slice(size)].map(base64);
    return { picture: { normalised, plain } };
  }

  // Bytes of base64 with - and _ for + and /; null where it is not.
  function unpacked(text) {
    try {
      const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
      return Array.from(letters, (letter) => letter.charCodeAt(0));
    } catch {
      return null;
    }
  }

  // -------------------------------------------------------------------------------- putting back

  function openTab(name) {
    const tab = components.find(({ props }) => props.elem_id === name);
    const tabs = components.find(({ type }) => type === "tabs");
    if (tab && tabs) tabs.props.selected = tab.id;
  }

  // `keeping` is a listener of a Keeper (see keeping.py), and its outputs are the controls of a tab.
  function putBack(keeping, values) {
    const changed = keeping.outputs.filter(
      (id) => id in values && !isSame(values[id], propsOf.get(id).value),
    );
    for (const id of changed) propsOf.get(id).value = values[id];
    askAgain(keeping, changed);
  }

  // What listens to these controls has to be run, for it shows what follows from them: first the
  // server's answers, one after the other. Some of them set other controls, as the choice of a model
  // sets its sliders. These are then put back again, and what follows from those comes last, with
  // all that the page does by itself.
  function askAgain(keeping, changed) {
    const keeper = keeping.targets[0][0];
    const listens = (dependency, ids) =>
      dependency.targets.some(([id, event]) => ids.includes(id) && CHANGES.includes(event));
    const due = dependencies.filter(
      (each) => listens(each, changed) && !each.outputs.includes(keeper),
    );
    const answers = due.filter((each) => each.backend_fn);
    const set = changed.filter((id) => answers.some(({ outputs }) => outputs.includes(id)));
    for (const each of due) {
      if (each.backend_fn && !listens(each, set)) each.targets.push([keeper, "reopened"]);
      else each.trigger_after = keeping.id;
    }
  }

  function tells({ targets }, wanted) {
    return targets.some(([, event]) => event === wanted);
  }

  function isSame(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
  }
})("PAGE", NAMED);

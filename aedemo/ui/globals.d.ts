// What the type checker cannot see: what Gradio gives a component, and what it puts on the page.

interface Host {
  /** The component on the page. */
  element: HTMLElement;
  /** Tells Python's and the page's listeners of an event. */
  trigger(event: string, data?: unknown): void;
  /** The component's props as Gradio knows them; what is assigned to `value` it sends along. */
  props: any;
  /** Calls back when a prop was changed from outside. */
  watch(prop: string, changed: () => void): void;
  /** What the component's .py gave to its script. */
  settings: any;
  /** The component's number on the page. */
  id: number;
}

/** Finds a part of a component: an element of the given kind. */
type Find = <T extends Element = HTMLElement>(selector: string, kind?: new () => T) => T;

/** A place or a direction: x and y. */
type Pair = [number, number];

/** A digit's pixels: bytes, or fractions. */
type Pixels = Uint8Array | Float32Array;

/** A code to 784 fractions. */
type Decode = (code: Float32Array) => Float32Array;

/** What opening.js is given in its place. */
declare const NAMED: Named;

interface Window {
  /** Plotly's JavaScript, once a chart has been seen. */
  Plotly?: any;
  /** Gradio's description of the page. */
  gradio_config: {
    root?: string;
    components: { id: number; type: string; props: any }[];
    dependencies: {
      id: number;
      targets: [number, string][];
      outputs: number[];
      backend_fn: boolean;
      trigger_after: number | null;
    }[];
  };
  /** How the page was opened: see opening.js. */
  opening?: {
    page: string;
    named: Named;
    /** What the controls that a link can name are at first, by their components' numbers. */
    first: Record<string, any>;
    kept: Kept | null;
    /** What a link says that could not be read. */
    wrong: string[];
    /** The element of the tab that is opened. */
    tab: string;
  };
}

/** What a link calls the page's components, and their numbers: see keeping.py. */
interface Named {
  pad: number;
  digits: number[];
  values: Record<string, number>;
  parts: Record<string, number>;
  /** Controls whose choices or ends may change. */
  open: number[];
  /** The tab that is open at first. */
  tab: string;
  grid: number;
  /** Letters of a value. */
  longest: number;
  gallery: number;
  pixels: number;
}

/** What is kept of a page when it is reloaded. */
interface Kept {
  /** Which page: one with other controls is another. */
  page: string;
  address: string;
  /** The element of the tab that was open. */
  tab: string;
  dark: boolean;
  /** The values of controls, by their components' numbers. */
  values: Record<string, any>;
  /** And what other components keep of themselves. */
  parts: Record<string, any>;
}

/** A decoder's weights and layers: see Portable in library/portable.py. */
interface DecoderSpec {
  url: string;
  start: number;
  stop: number;
  tensors: Record<string, [string, number[], number]>;
  layers: { kind: string; [option: string]: any }[];
  output: string;
}

/** What browser_model in decoders.py tells of a model. */
interface Model {
  name: string;
  generative: boolean;
  decoder: DecoderSpec;
  order: number[];
  active: number;
  ranges: { low: number; high: number; step: number }[];
  kl: number[] | null;
  mean: number[];
  std: number[];
  twin: { decoder: DecoderSpec; mean: number[]; std: number[] } | null;
}

/** The Start of components/decoder.py. */
interface Start {
  model: Model;
  seen: string;
  mean: number[];
  sigma: number[];
  code: number[] | null;
}

/** What the Decoder tells Samples and Traversals. */
interface State {
  model: Model;
  mean: number[];
  sigma: number[];
  code: number[];
}

// Written by aedemo/ui/constants.py, which says where each comes from.

export const FILES = "/aedemo-files/";
export const SIDE = 28;
export const PIXELS = 784;
export const GRID = 1000;
export const GALLERY_PER_CLASS = 500;
export const GALLERY_COLUMNS = 100;
export const FULL = 65535;
export const CLASS_COLOURS = [
  "#897fc7",
  "#ffc4d1",
  "#c9d76b",
  "#646cf8",
  "#d66927",
  "#02a099",
  "#ac965c",
  "#ff3989",
  "#ffac12",
  "#72d6ff",
];
export const DIVERGING = ["#f59322", "#e8eaeb", "#0877bd"];
export const LINES = ["#1f86c9", "#8a5cd0", "#dd6420"];
export const DARK = "#0d0d0f";
export const INK = "#f2efea";
export const CODE = "#b58be6";
export const CORRUPTION = "#fb923c";

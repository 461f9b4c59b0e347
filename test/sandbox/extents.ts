import type { BoundingBox } from './geometry.ts';

export const france: BoundingBox = [-5.14, 41.33, 9.56, 51.09];
export const brittany: BoundingBox = [-5.14, 47.28, -1.01, 48.91];
export const vilaine: BoundingBox = [-2.52, 47.45, -1.2, 48.33];
export const rennes: BoundingBox = [-1.91, 47.95, -1.4, 48.31];

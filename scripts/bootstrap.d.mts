export const projectRoot: string;
export function isInstalled(root: string): boolean;

/** In `globalState`, while a copied secret is to be cleared from the clipboard. */
export const copiedSecretKey = 'isogeo.copiedSecret';

import type { LoopbackPage } from '../../../../src/session/ports.ts';

/** The texts of a page; each names its own kind. */
export const page: LoopbackPage = {
  language: 'fr',
  name: 'Isogeo API',
  texts: {
    accepted: { title: 'Reçu', text: 'Fermez cet onglet.' },
    failed: { title: 'Refusé', text: 'VS Code dit pourquoi.' },
    refused: { title: 'Inconnu', text: 'Un autre onglet est attendu.' },
    waiting: { title: 'Envoi…', text: 'Un instant.' },
  },
};

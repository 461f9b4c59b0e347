/**
 * The only user of the sandbox, for whom user applications act. It isn't a person; RFC 2606 reserves the
 * domain.
 */
export function presentAccount(): Record<string, unknown> {
  return {
    _id: '6b1d0a3c5c9d4c1c9f0f6f1ef2b58a47',
    _created: '2020-02-03T09:12:44.2880956+00:00',
    _modified: '2024-12-09T15:31:08.5521034+00:00',
    _abilities: [],
    contact: {
      _id: 'e8a3b1c4d7f24c06a1b9c2d85f30e761',
      _tag: 'contact:user:e8a3b1c4d7f24c06a1b9c2d85f30e761',
      _deleted: false,
      type: 'user',
      name: 'Service de l’information géographique',
      organization: 'Agence fictive des bassins de l’Ouest',
      email: 'sig@agence-bassins.example.org',
      city: 'Rennes',
      countryCode: 'FR',
      available: true,
    },
    language: 'fr',
    timezone: 'Romance Standard Time',
    staff: false,
  };
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { doubtsOf } from '../../../../src/core/credentials/doubts.ts';
import { endpointsOf } from '../../../../src/core/platform/endpoints.ts';

const usualId = 'tools-0f8fad5b-d9cb-469f-a165-70867728950e';
const usualSecret = 's'.repeat(64);
const live = endpointsOf('https://id.api.isogeo.com');
const onPremises = endpointsOf('https://id.geo.example');

describe('oddities of a pair', () => {
  for (const [clientId, clientSecret, endpoints, doubts] of [
    [usualId, usualSecret, live, []],
    ['tools-0f8fad5bd9cb469fa16570867728950e', usualSecret, live, []],
    ['catalog-tools', usualSecret, live, ['unusual-id']],
    [usualId, usualSecret.slice(1), live, ['unusual-secret']],
    [usualId, '', live, []],
    ['catalog-tools', 'short', live, ['unusual-id', 'unusual-secret']],
    ['catalog-tools', 'short', onPremises, []],
    [`${usualId}\u200b`, `\ufeff${usualSecret}`, live, ['hidden-in-id', 'hidden-in-secret']],
    ['your-client-id', '<client secret>', live, ['placeholder-id', 'placeholder-secret']],
    ['…', 'CHANGE_ME', onPremises, ['placeholder-id', 'placeholder-secret']],
    ['{{id}}', '${ISOGEO_SECRET}', onPremises, ['placeholder-id', 'placeholder-secret']],
    ['xxx', 'x'.repeat(64), live, ['placeholder-id', 'placeholder-secret']],
    ['todo', 'changeme', onPremises, ['placeholder-id', 'placeholder-secret']],
    ['clientid', 'to-do', onPremises, ['placeholder-id', 'placeholder-secret']],
    ['my app_key', 'replace me', onPremises, ['placeholder-id', 'placeholder-secret']],
    ['a<id>', 'a{id}', onPremises, []],
    ['<id>a', '${ID}a', onPremises, []],
    ['1 client_id', 'client_id1', onPremises, []],
    ['todo1', 'x-a', onPremises, []],
    [`your-${usualId}`, 'changes.me', onPremises, []],
    ['$CLIENT_ID', '$(client_secret)', live, ['placeholder-id', 'placeholder-secret']],
    [
      'REPLACE_WITH_YOUR_ID',
      'put-your-secret-here',
      live,
      ['placeholder-id', 'placeholder-secret'],
    ],
    ['insert your ID', 'secret_here', onPremises, ['placeholder-id', 'placeholder-secret']],
    ['mettre-votre-id', 'VOTRE_SECRET_ICI', onPremises, ['placeholder-id', 'placeholder-secret']],
    ['replace_with_id', 'change_this', onPremises, ['placeholder-id', 'placeholder-secret']],
    ['$ID-1', '$a1b2c3', onPremises, []],
    ['four-seasons', 'whereabouts', onPremises, []],
    ['annuaire-ici', 'nowhere', onPremises, []],
    ['yours-here1', 'replacement_x', onPremises, []],
    ['my-key-here1', 'secret_here_', onPremises, []],
    ['a\udc00', '\ud800x', onPremises, ['hidden-in-id', 'hidden-in-secret']],
    ['a😀', '😀', onPremises, []],
    ['to\u202eols', 'sh\u00adort', onPremises, ['hidden-in-id', 'hidden-in-secret']],
  ] as const) {
    const what = doubts.length === 0 ? 'no doubt' : doubts.join(' and ');
    it(`the check of a client ID and secret finds ${what} in ${JSON.stringify([clientId, clientSecret.slice(0, 8)])} for the token address ${endpoints.token}`, () => {
      assert.deepEqual(doubtsOf({ clientId, clientSecret, endpoints }), doubts);
    });
  }
});

/** The part of oidc-provider 9.13 that the server here uses: no types of that version are published. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Adapter {
    upsert(id: string, payload: Payload, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Payload | undefined>;
    findByUid(uid: string): Promise<Payload | undefined>;
    findByUserCode(userCode: string): Promise<Payload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export interface Payload extends Record<string, unknown> {
    readonly grantId?: string;
    readonly uid?: string;
    /** In seconds since the epoch. */
    consumed?: number;
  }

  export interface Configuration {
    readonly adapter: (model: string) => Adapter;
    readonly clients: readonly Readonly<Record<string, unknown>>[];
    readonly cookies: { readonly keys: readonly string[] };
    readonly jwks: { readonly keys: readonly object[] };
    readonly features: Readonly<Record<string, { readonly enabled: boolean }>>;
    readonly scopes: readonly string[];
    readonly pkce: { readonly required: () => boolean };
    readonly rotateRefreshToken: boolean;
    readonly issueRefreshToken: () => Promise<boolean>;
    readonly expiresWithSession: () => Promise<boolean>;
    /** In seconds, by the name of the model. */
    readonly ttl: Readonly<Record<string, number>>;
    readonly interactions: {
      readonly url: (ctx: unknown, interaction: { readonly uid: string }) => string;
    };
    readonly findAccount: (ctx: unknown, id: string) => Account;
    readonly renderError: (ctx: { body: string }, out: { readonly error: string }) => void;
  }

  export interface Account {
    readonly accountId: string;
    claims(): Promise<{ readonly sub: string }>;
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ readonly params: { readonly client_id: string; readonly scope: string } }>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: {
        readonly login: { readonly accountId: string };
        readonly consent: { readonly grantId: string };
      },
    ): Promise<void>;
    readonly Grant: new (of: { readonly accountId: string; readonly clientId: string }) => {
      addOIDCScope(scope: string): void;
      save(): Promise<string>;
    };
    readonly AccessToken: { find(token: string): Promise<object | undefined> };
    readonly ClientCredentials: { find(token: string): Promise<object | undefined> };
  }
}

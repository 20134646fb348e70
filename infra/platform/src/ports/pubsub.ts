import { Context, type Effect, Schema } from "effect"

/** `user:{id}:bots`, `user:{id}:orders`, `market:{exchange}:{symbol}`. */
export type Group = `user:${string}:bots` | `user:${string}:orders` | `market:${string}:${string}`

/** Who asks for an address, as far as a gateway of ours told; a hosted hub has no use for it. */
export interface Caller {
  /** The sign-in that the address and its connections end with. */
  readonly session?: string
  /** Where the caller's page came from: `https://tower.example`. */
  readonly origin?: string
}

export class PubSubUnavailable extends Schema.TaggedError<PubSubUnavailable>()("PubSubUnavailable", {
  message: Schema.String,
  retryable: Schema.Boolean
}) {}

/**
 * Messages to screens. The contract is written, numbered, in `infra/platform/contracts/pubsub.md`; every
 * implementation is put under the suite `tests/contracts/pubsub.ts`.
 */
export class PubSub extends Context.Service<
  PubSub,
  {
    /** Sends JSON to everyone in a group. Nobody there is no error. */
    readonly publish: (group: Group, message: unknown) => Effect.Effect<void, PubSubUnavailable>
    /** How many are in a group now: as many messages are delivered for one that is published. */
    readonly listeners: (group: Group) => Effect.Effect<number, PubSubUnavailable>
    /**
     * An address (`wss://...?access_token=...`) that joins the holder to just these groups; it works for
     * `lifetimeMinutes`, a whole number from 1 on, and speaks `json.reliable.webpubsub.azure.v1`. It names every group:
     * 200 fit into an address.
     */
    readonly negotiate: (
      userId: string,
      groups: ReadonlyArray<Group>,
      lifetimeMinutes: number,
      caller?: Caller
    ) => Effect.Effect<{ readonly url: string; readonly expiresAt: number }, PubSubUnavailable>
  }
>()("@tradetower/platform/PubSub") {}

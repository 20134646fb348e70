import type { HttpClient } from "effect/http"
import { HttpApiClient } from "effect/http-api"
import { Api } from "./api.ts"

/** A typed client: `client.bots.create({ payload })`. Needs an `HttpClient` (in a browser `FetchHttpClient.layer`). */
export type Client = HttpApiClient.ForApi<typeof Api>

/**
 * Makes the typed client. In a browser leave the options out: it asks the page's own origin.
 *
 * @example
 * const client = yield* makeClient()
 * const bots = yield* client.bots.list()
 */
export const makeClient = (options?: {
  readonly baseUrl?: string
  readonly transformClient?: (client: HttpClient.HttpClient) => HttpClient.HttpClient
}) => HttpApiClient.make(Api, options)

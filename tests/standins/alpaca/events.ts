import type { ServerResponse } from "node:http"
import type { Account } from "./alpaca-book.ts"

/** What happened to an account until then, as server-sent events. */
export class Events {
  readonly #text: string

  constructor({ book }: Account, query: URLSearchParams) {
    const [since, until] = ["since", "until"].map((name) => Date.parse(query.get(name) ?? ""))
    const rows = book.events.filter(({ executed_at }) => {
      const at = Date.parse(executed_at)
      return at >= (since ?? 0) && at <= (until ?? 0)
    })
    this.#text = [": all that there is", ...rows.map((row) => `data: ${JSON.stringify(row)}`), ""].join("\n\n")
  }

  send(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" }).end(this.#text)
  }
}

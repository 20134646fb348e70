import type { IncomingMessage } from "node:http"
import type { HttpRequest, HttpRequestUser } from "@azure/functions"
import { Schema } from "effect"

/** The body of a request was longer than the host takes. */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>()("BodyTooLarge", { limit: Schema.Int }) {
  override get message(): string {
    return `the body is longer than ${this.limit} bytes: send less`
  }
}

/**
 * A request as a function sees it, made straight from Node's: headers, query and body are only built when asked for.
 * The body is a stream until something reads it whole.
 */
export class HostRequest implements HttpRequest {
  readonly method: string
  readonly url: string
  readonly params: Record<string, string>
  readonly #incoming: IncomingMessage
  readonly #limit: number
  #headers: Headers | undefined
  #query: URLSearchParams | undefined
  #body: ReadableStream<Uint8Array> | null | undefined
  #used = false

  constructor(incoming: IncomingMessage, url: string, params: Record<string, string>, limit: number) {
    this.method = incoming.method ?? "GET"
    this.url = url
    this.params = params
    this.#incoming = incoming
    this.#limit = limit
  }

  get headers(): Headers {
    if (this.#headers === undefined) {
      const headers = new Headers()
      const raw = this.#incoming.headers
      for (const name in raw) {
        const value = raw[name]
        if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value)
      }
      this.#headers = headers
    }
    return this.#headers
  }

  get query(): URLSearchParams {
    return (this.#query ??= new URL(this.url).searchParams)
  }

  get user(): HttpRequestUser | null {
    return null
  }

  get body(): HttpRequest["body"] {
    if (this.#body === undefined) {
      this.#body = this.method === "GET" || this.method === "HEAD" ? null : this.#stream()
    }
    // The library's type is node:stream/web's, the global's is the DOM's: the same class at run time.
    return this.#body as HttpRequest["body"]
  }

  get bodyUsed(): boolean {
    return this.#used
  }

  readonly text = async (): Promise<string> => (await this.#bytes()).toString("utf8")
  readonly json = async (): Promise<unknown> => JSON.parse(await this.text())
  readonly arrayBuffer = async (): Promise<ArrayBuffer> => {
    const bytes = await this.#bytes()
    const copy = new ArrayBuffer(bytes.byteLength)
    new Uint8Array(copy).set(bytes)
    return copy
  }
  readonly blob: HttpRequest["blob"] = async () => {
    const { Blob } = await import("node:buffer")
    return new Blob([await this.arrayBuffer()], { type: this.headers.get("content-type") ?? "" })
  }
  readonly formData: HttpRequest["formData"] = async () =>
    new Response(await this.arrayBuffer(), { headers: this.headers }).formData()
  readonly clone = (): HttpRequest => {
    throw new Error("this host streams bodies and can't clone a request: read the body once and keep it")
  }

  async #bytes(): Promise<Buffer> {
    if (this.#used || this.#body !== undefined) throw new TypeError("the body was read already")
    this.#used = true
    return new Promise<Buffer>((resolve, reject) => {
      const incoming = this.#incoming
      const chunks: Array<Buffer> = []
      let length = 0
      incoming.on("data", (bytes: Buffer) => {
        length += bytes.byteLength
        if (length <= this.#limit) return void chunks.push(bytes)
        incoming.removeAllListeners("data").resume()
        reject(new BodyTooLarge({ limit: this.#limit }))
      })
      incoming.once("error", reject)
      incoming.once("end", () => {
        const only = chunks[0]
        resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks))
      })
    })
  }

  #stream(): ReadableStream<Uint8Array> {
    const incoming = this.#incoming
    const limit = this.#limit
    this.#used = true
    let length = 0
    return new ReadableStream({
      start: (controller) => {
        incoming.on("data", (chunk: Buffer) => {
          length += chunk.byteLength
          if (length > limit) {
            controller.error(new BodyTooLarge({ limit }))
            incoming.removeAllListeners("data").resume()
            return
          }
          controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
          if ((controller.desiredSize ?? 1) <= 0) incoming.pause()
        })
        incoming.once("end", () => {
          if (length <= limit) controller.close()
        })
        incoming.once("error", (error) => controller.error(error))
      },
      pull: () => void incoming.resume(),
      cancel: () => void incoming.removeAllListeners("data").removeAllListeners("end").resume()
    })
  }
}

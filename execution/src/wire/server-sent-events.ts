import { Option } from "effect"
import { exactJson } from "./exact-json.ts"

/** What a line of an event stream begins with. */
const LINE = /^(data|event|id|retry|):/

/**
 * What each of a list of server-sent events says, as JSON, digit for digit; none where one can't be read. An answer that is
 * no such list, as that of a refusal, is read as JSON itself. Comments, names and ids are passed over.
 */
export const readEvents = (text: string): Option.Option<unknown> => {
  const lines = text.split(/\r\n|\r|\n/)
  if (lines.some((line) => line !== "" && !LINE.test(line))) return exactJson(text)
  const events: Array<Array<string>> = [[]]
  for (const line of lines) {
    if (line === "") events.push([])
    else if (line.startsWith("data:")) events.at(-1)?.push(line.slice("data:".length).replace(/^ /, ""))
  }
  return Option.all(events.filter(({ length }) => length > 0).map((data) => exactJson(data.join("\n"))))
}

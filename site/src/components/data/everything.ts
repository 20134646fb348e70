import { ask } from "../../client/ask.ts"

/**
 * All that is kept of the trader as the text of one JSON object, `{ exportedAt, tenantId, <container>: [...], ... }`, asked
 * for a page at a time: no answer takes long, and what fails on the way fails the whole. `told` hears how many documents
 * there are so far.
 */
export const everything = async (tenantId: string, told: (documents: number) => void): Promise<Blob> => {
  const texts: Array<Blob | string> = [`{"exportedAt":${Date.now()},"tenantId":${JSON.stringify(tenantId)}`]
  let container: string | undefined
  let inContainer = 0
  let documents = 0
  for (let continuation: string | undefined, more = true; more;) {
    const page = await ask("GET /me/export/pages", {
      query: { ...(continuation !== undefined && { continuation }) }
    })
    for (const part of page.parts) {
      if (part.container !== container) {
        texts.push(`${container === undefined ? "" : "]"},${JSON.stringify(part.container)}:[`)
        container = part.container
        inContainer = 0
      }
      const text = part.documents.map((document) => JSON.stringify(document)).join(",")
      // The browser may put it on the disk, where there is more room.
      if (text !== "") texts.push(new Blob([inContainer > 0 ? "," : "", text]))
      inContainer += part.documents.length
      documents += part.documents.length
    }
    told(documents)
    continuation = page.continuation
    more = continuation !== undefined
  }
  texts.push(container === undefined ? "}\n" : "]}\n")
  return new Blob(texts, { type: "application/json" })
}

import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"
import { everything } from "./everything.ts"

/** Gives a file to the browser, which puts it where downloads go. */
const save = (file: Blob, name: string): void => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // It is read a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Everything of the trader's in one file. */
export const Download = ({ tenantId }: { tenantId: string }) => {
  const [documents, setDocuments] = useState(0)
  const bring = useMutation({
    mutationFn: () => everything(tenantId, setDocuments),
    onMutate: () => setDocuments(0),
    onSuccess: (file) => save(file, "tradingtower.json")
  })
  return (
    <>
      <button
        type="button"
        className="button"
        data-testid="download"
        disabled={bring.isPending}
        onClick={() => bring.mutate()}
      >
        {bring.isPending ? `${counted(documents, "entry", "entries")} so far …` : "Download everything"}
      </button>
      {bring.error !== null && <p className="problem">It broke off, and there is no file: {sentenceOf(bring.error)}</p>}
    </>
  )
}

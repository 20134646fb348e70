import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { sentenceOf } from "../../client/problem.ts"
import { counted } from "../../format/number.ts"
import { saveFile } from "../parts/save-file.ts"
import { everything } from "./everything.ts"

/** Everything of the trader's in one file. */
export const Download = ({ tenantId }: { tenantId: string }) => {
  const [documents, setDocuments] = useState(0)
  const bring = useMutation({
    mutationFn: () => everything(tenantId, setDocuments),
    onMutate: () => setDocuments(0),
    onSuccess: (file) => saveFile(file, "tradingtower.json")
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

import { useState } from "react"
import { Icon } from "../parts/Icon.tsx"

/** Copies a text and says so. */
export const CopyButton = ({ text }: { text: string }) => {
  const [copied, setCopied] = useState<boolean>()
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true)
        setTimeout(() => setCopied(undefined), 2_000)
      },
      () => setCopied(false)
    )
  }
  return (
    <button type="button" className="button" onClick={copy}>
      <Icon name={copied === true ? "check" : "copy"} size={16} />
      <span aria-live="polite">
        {copied === true ? "Copied" : copied === false ? "Select and copy by hand" : "Copy"}
      </span>
    </button>
  )
}

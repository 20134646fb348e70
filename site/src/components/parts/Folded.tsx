import { type ReactNode, useState } from "react"

/** What most don't need, folded away under a line of words; made when it is first opened. `open`: it must be seen. */
export const Folded = ({ title, open, children }: { title: string; open: boolean; children: ReactNode }) => {
  const [wasOpen, setOpened] = useState(false)
  return (
    <details
      className="folded"
      open={open || undefined}
      onToggle={(event) => event.currentTarget.open && setOpened(true)}
    >
      <summary>{title}</summary>
      {(open || wasOpen) && children}
    </details>
  )
}

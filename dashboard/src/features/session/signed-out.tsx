import { Frame, HowToGetALink } from './frame'

export default function SignedOut() {
  return (
    <Frame title="Sign in with a link">
      <p>
        There are no passwords here. You get in with a link that works once; this device then stays
        signed in.
      </p>
      <HowToGetALink />
    </Frame>
  )
}

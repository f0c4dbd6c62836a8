/** A form that the browser itself sends, for routes that answer with a cookie. */
export const PostForm = ({ action, className, children }) => (
  <form action={action} method="post" className={className}>
    {children}
  </form>
);

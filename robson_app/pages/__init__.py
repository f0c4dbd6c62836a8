"""The screens; each is a package of layout (`page`), thin handlers (`state`) and display rows (`rows`)."""

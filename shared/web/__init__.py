"""The pages' common ground: `install.install` gives an app all that stands around its pages."""

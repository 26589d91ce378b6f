"""`kefu simulate`: the product's own distribution engine under a virtual clock."""

"""The starter model: how the weights that come with this package are made from nothing."""

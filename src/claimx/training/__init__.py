"""Training of the network (extra `train`): from labelled articles to the pipeline that ships."""
